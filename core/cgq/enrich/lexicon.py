"""The Korean words that the extraction of concepts knows beforehand: of exams and of grammar, not of any subject."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP = _words(
    """
    것 수 때 중 등 및 이 그 저 바 점 예 답 말 글 번 명 년 월 일 시 분 초 차례 까닭 뜻 편 경우 다음 아래 위 보기 지문
    문제 문항 정답 설명 내용 특징 특성 이상 이하 미만 초과 모두 각각 가운데 사이 동안 이후 이전 이내 이외 당시 현재
    최근 처음 마지막 하나 둘 셋 넷 여러 가장 자신 자기자신 상대방 우리 그것 무엇 누구 언제 어디 얼마 몇 어느 어떤
    이것 여기 거기 나머지 서로 옳 알맞 번째 만큼 대로 때문 빈칸 괄호 밑줄 문장 진술 물음 항목 이때 오늘 지금 대부분
    바로 아무 모든 각 해당 사항 순서 나열 짝 조합 개수 부분 일부 전체 관련 관하 대하 의함 따름 다툼 판례 최소한
    최대한 약간 정도 만약 가령 먼저 우선 다시 매우 주로 직접 스스로 다른 같은 새로운 있음 없음 갑 을 병 정 한번 두번
    도중 뒤 앞 안 밖 옆 속 곳 쪽 밑 날 해 달 주 씨 결국 반면 각종 별도 일정 특정 기존 기타 자체 다수 소수 각자 윗글
    제시문 본문 글쓴이 필자 사실상 영수 철수 영희 민수 홍길동 김씨 이씨 박씨
    """
)
"""Words of questions, of pointing and of counting, and people of examples: they end a run of nouns."""

GENERIC = _words(
    """
    값 개 표 자료 그림 관계 방법 과정 사용 이용 활용 의미 이유 결과 기능 역할 종류 유형 단계 시기 사람 연결 사례
    목적 대상 정의 측면 관점 입장 차이 공통점 차이점 장점 단점 필요 가능 중요 적절 적합 타당 포함 제외 발생 구성
    영향 제공 수행 처리 적용 작성 선택 표시 출력 입력 실행 생성 변경 추가 삭제 증가 감소 변화 요구 이해 판단 주장
    결정 인정 부여 조건 기준 근거 원인 요인 요소 조항 규정 단어 상황 추론 업무 상태 일반 기본 주요 최종 분류 비교
    평가 계산 횟수 결론 반대 동일 유지 존재 가정 활동 작업 이름 명칭 용어 개념 설정 확인 사실 방식 형태 모습 행위
    사건 시간 기간 장소 지역 전반 가능성 크기 설치 기술 표현 계획 산정 상대 개인 국가 사회 기관 단체 집단 물질 물건
    사물 제품 상품 수단 절차 범위 한도 수준 비율 비용 금액 가격 수량 양 질 힘 길이 너비 높이 깊이 무게 속도 거리
    위치 방향 순간 하루 이틀 매일 아침 저녁 최소 최대 평균 합계 총 전 후 상 하 내 외 간 부담 이익 손해 문서 서류
    정책 사업 사업자 제도 시스템 모델 환경 문자 숫자 번호 이점 효과 성질 성격 특색 구분 구별 종합 전달 준비 시작
    종료 완료 중단 계속 반복 참여 관리 운영 이동 제거 제시 제한 조사 조치 지정 지원 참고 측정 측정값 정상 정상범위
    권장 방지 예방 준수 위반 신청 신고 통지 동의 승인 검토 기록 보고 보존 보관 책임 의무 권리 자격 실시 도입 확대
    축소 강조 초점 주체 주제 핵심 전제 한계 문제점 해결 해결책 대안 대책 소재 재료 도구 장치 기기 설비 부품 구역
    구간 지점 표면 바닥 벽 전체 중심 주변 내부 외부 상부 하부 좌측 우측 왼쪽 오른쪽 양쪽 한쪽 시점 시각 시대 세기
    초기 중기 말기 후기 전기 과거 미래 남자 여자 남성 여성 아이 아동 학생 교사 부모 어머니 아버지 가족 친구 회사
    직장 직원 사원 사용자 고객 손님 주인 성인 일반인 전문가 작업자 담당자 책임자 관리자 정보 지식 능력 노력 경험
    생각 의견 의사 감정 마음 태도 소리 색 색깔 빛 물 불 공기 성명 성별 연령 나이 직업 학년 학교 등급 점수 주소
    전화번호 국적 문 절 불가능 빨간색 파란색 노란색 초록색 녹색 흰색 검은색 검정색 회색 보라색 주황색 갈색 분홍색 빨강
    파랑 노랑 초록 하양 검정 개발
    """
)
"""Words that name no concept by themselves, but may be part of a name: 제약 조건, 시간 할당량."""

FACTS = tuple(
    sorted(
        _words(
            """
            사람 인물 왕 국왕 임금 황제 학자 실학자 저자 작가 시인 화가 단체 나라 국가 도시 지역 지방 작품 저서 책 문헌
            사건 전쟁 전투 운동 시기 시대 연도 날짜 수
            """
        )
    )
)
"""The ends of what history asks for: who, where and when are facts, which nothing is learned before."""

EXTREMES = _words("최소 최대 최고 최저 평균 총")
"""What stands before a measure: 최소 대수."""

MEASURES = _words(
    """
    대수 개수 횟수 층수 매수 건수 두께 면적 한도 길이 너비 높이 깊이 무게 속도 거리 크기 수량 금액 비용 시간 기간 용량
    온도 인원 점수 비율 값 양 폭 수
    """
)
"""What is counted or measured: it names no concept with one of those before it."""

STOP_LATIN = _words("ans vs etc eg ie cf no fig ex ok am pm")
"""Latin abbreviations of any text that are no term."""

SUFFIXES = _words(
    """
    이론 학설 주의 모형 모델 법칙 정리 원칙 원리 기법 요법 치료법 해석법 연구법 방법론 공법 검사 검정 척도 알고리즘
    프로토콜 자료구조 구조 체계 정렬 탐색 순회 트리 패턴 함수 연산 연산자 계층 정규형 다이어그램 명령어 언어 암호
    암호화 공격 기제 강화 조건형성 발달 효과 오류 편향 증후군 장애 질환 제도 급여 보험 계약 청구권 소유권 처분 명제
    논증 설계 분석 테스트 시험 시스템 네트워크 데이터베이스 인터페이스 객체 클래스 변수 표본 표집 타당도 신뢰도
    응집도 결합도 복잡도 지수 비율 곡선 양식 혁명 협정 조약 개입 상담 면접 론 법 율 률 관찰 실험 콘크리트 하중 응력
    단열 공사 구법
    """
)
"""Endings that mark a technical term when something stands before them."""

BARE_SUFFIXES = _words(
    """
    이론 학설 주의 모형 모델 법칙 정리 원칙 원리 기법 요법 방법론 구조 체계 패턴 발달 효과 제도 처분 양식 개입 설계
    분석 시험 검사 시스템 공법 구법 급여 지수 비율 론 법 율 률
    """
)
"""Those of these endings that say nothing by themselves: the others are terms too (정렬, 함수, 트리)."""

_ENDINGS = tuple(sorted(SUFFIXES))


def domain_suffix(name: str) -> bool:
    """Whether a name is more than one of these endings and ends in one."""
    return name.endswith(_ENDINGS) and name not in SUFFIXES
