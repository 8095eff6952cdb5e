"""The few words that the extraction of concepts knows beforehand: of exams, not of any subject."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP = _words(
    """
    것 수 때 중 등 및 각 이 그 저 바 점 예 답 말 글 표 값 개 번 명 년 월 일
    시 분 초 다음 아래 위 보기 지문 자료 그림 문제 문항 정답 설명 내용 특징 특성
    경우 관계 방법 과정 사용 이용 활용 해당 의미 이유 결과 기능 역할 종류 유형 단계
    시기 사람 순서 연결 사례 목적 대상 정의 이상 이하 미만 초과 전체 부분 일부 모두
    각각 개수 가운데 사이 동안 이후 이전 당시 현재 최근 처음 마지막 하나 둘 셋 여러
    가장 자신 상대 상대방 우리 그것 무엇 어느 어떤 이것 여기 거기 정도 측면 관점 입장
    차이 공통점 차이점 장점 단점 필요 가능 중요 적절 적합 타당 포함 제외 발생 구성
    관련 영향 제공 수행 처리 적용 작성 선택 표시 출력 입력 실행 생성 변경 추가 삭제
    증가 감소 변화 요구 이해 판단 주장 결정 인정 부여 조건 기준 근거 원인 요인 요소
    항목 조항 규정 조합 짝 옳 알맞 번째 만큼 대로 때문 문장 단어 밑줄 빈칸 괄호 상황
    진술 추론 이때 오늘 나머지 서로 업무 사항 상태 대부분 일반 기본 주요 최종 물음
    나열 분류 비교 평가 계산 횟수 결론 반대 동일 유지 존재 가정 활동 작업 이름 명칭
    용어 개념 설정 확인 사실 방식 형태 모습 행위 사건 시간 기간 장소 지역 전반 가능성
    크기 설치 기술 표현 계획 산정
    """
)
"""Words that name no concept by themselves and end a run of nouns."""

STOP_LATIN = _words(
    """
    a an the this that these those it its of to in
    on at by for from with without as is are was
    were be been being am do does did done has have
    had can could may might must shall should will
    would not no nor and or but if then else than
    which what when where who whom whose why how all
    any both each either every few many more most
    much neither none one two three four five only
    other same some such very also into onto over
    under up down out off about above after again
    against before below between during per via so
    because while until there here you your we our
    they their he she his her i me my us them using
    used use following choose correct incorrect true
    false best answer option question statement
    statements given let consider find value number
    ans vs etc eg ie cannot contain contains
    contained execute executes executed execution
    successfully result results return returns
    returned required display displays displayed
    produce produces examine evaluate view exhibit
    means mean called defined define show shows
    shown get gets need needs
    """
)
"""English words that belong to no term."""

SUFFIXES = _words(
    """
    이론 학설 주의 모형 모델 법칙 정리 원칙 원리 기법 요법 치료법 해석법 연구법 방법론
    공법 검사 검정 척도 알고리즘 프로토콜 자료구조 구조 체계 정렬 탐색 순회 트리 패턴
    함수 연산 연산자 계층 정규형 다이어그램 명령어 언어 암호 암호화 공격 기제 강화
    조건형성 발달 효과 오류 편향 증후군 장애 질환 제도 급여 보험 계약 청구권 소유권
    처분 명제 논증 설계 분석 테스트 시험 시스템 네트워크 데이터베이스 인터페이스 객체
    클래스 변수 표본 표집 타당도 신뢰도 응집도 결합도 복잡도 지수 비율 곡선 양식 혁명
    협정 조약 개입 상담 면접 론 법 율 률 관찰 실험 콘크리트 하중 응력 단열 공사 구법
    """
)
"""Endings that mark a technical term when something stands before them."""

_ENDINGS = tuple(sorted(SUFFIXES))


def domain_suffix(name: str) -> bool:
    """Whether a name is more than one of these endings and ends in one."""
    return name.endswith(_ENDINGS) and name not in SUFFIXES
