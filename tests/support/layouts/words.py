"""Neutral study material in four languages, to be dealt out into questions.

Nothing of it is taken from a paper. What matters is its shape: stems that end like stems, options of one word
and of three lines, sentences for passages, and the figures, dates and brackets that mislead a reader.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """`asking` stems take one of `topics`; `listing` ones stand before ㄱㄴㄷ statements.

    `places` before a topic and an `aside` before a sentence keep papers from repeating themselves.
    """

    topics: tuple[str, ...]
    asking: tuple[str, ...]
    listing: tuple[str, ...]
    terms: tuple[str, ...]
    claims: tuple[str, ...]
    told: tuple[str, ...]
    places: tuple[str, ...]
    aside: str
    spaced: bool = True


KOREAN = Words(
    topics=(
        "지하수",
        "강수량",
        "물가 지수",
        "전기 저항",
        "토양 침식",
        "항만 물류",
        "도서관 분류",
        "식품 보존",
        "대기 순환",
        "데이터 백업",
    ),
    asking=(
        "다음 중 {}에 대한 설명으로 옳은 것은?",
        "{}에 관한 설명으로 옳지 않은 것은?",
        "{}의 특징으로 가장 적절한 것은?",
        "다음 자료를 바탕으로 {}을(를) 해석할 때 알맞지 않은 것은? (단, 계절에 따른 차이는 고려하지 않는다.)",
        "{}와(과) 관련하여 (가)와 (나)에 들어갈 말을 옳게 짝지은 것은?",
        "2019. 3. 1. 이후의 {} 조사에서 3.5배로 늘어난 항목은?",
        "{}을(를) 다룬 제3조 제1항의 내용에 해당하는 것은? [2점]",
    ),
    listing=(
        "{}에 관한 설명으로 옳은 것을 모두 고른 것은?",
        "다음에서 {}의 특성에 해당하는 것만을 있는 대로 고른 것은?",
    ),
    terms=(
        "증발",
        "응결",
        "침투",
        "유출",
        "저장",
        "순환",
        "대류",
        "복사",
        "전도",
        "확산",
        "여과",
        "침전",
        "분류 기호",
        "이동 평균",
        "표본 조사",
        "전수 조사",
        "기준 연도",
        "가중 평균",
        "12.5 km",
        "3,400원",
        "약 40%",
        "1/2배",
        "-7 ℃",
        "0.25 A",
    ),
    claims=(
        "강수량이 많은 해에는 지하수의 수위가 높아진다.",
        "기준 연도를 바꾸면 지수의 크기도 달라진다.",
        "저항은 도선의 길이에 비례하고 단면적에 반비례한다.",
        "나무를 심은 비탈에서는 흙이 덜 씻겨 내려간다.",
        "컨테이너를 쓰면 싣고 내리는 시간이 줄어든다.",
        "같은 주제의 책은 가까운 서가에 놓인다.",
        "소금은 식품 속의 물을 빼앗아 미생물이 자라지 못하게 한다.",
        "더운 공기는 가벼워져 위로 올라가고 찬 공기가 그 자리를 채운다.",
        "백업한 자료는 다른 장소에도 한 벌을 두어야 한다.",
        "표본이 작을수록 조사 결과의 오차가 커지기 쉽다.",
        "측정 시각이 다르면 두 값을 그대로 견줄 수 없다.",
        "오래된 기록은 적은 사람과 적은 날짜를 함께 확인해야 한다.",
        "물가가 오르면 같은 돈으로 살 수 있는 물건이 줄어든다.",
        "하천의 폭이 좁아지는 곳에서는 물의 흐름이 빨라지며, 바닥이 깊게 파여 다리를 놓을 때 살펴야 한다.",
        "대체로 산지의 기온은 높이 100 m마다 약 0.65 ℃씩 낮아지지만, 골짜기의 밤에는 오히려 반대가 되기도 한다.",
        "두 지점의 기압 차가 클수록 바람이 세게 분다.",
    ),
    told=(
        "사람들은 오래전부터 물이 흐르는 길을 따라 마을을 이루고 살았다.",
        "비가 내리면 일부는 땅속으로 스며들고, 일부는 곧바로 강으로 흘러든다.",
        "땅속에 스며든 물은 바위틈과 모래 사이를 천천히 움직이며 여러 해 동안 머문다.",
        "그래서 가뭄이 들어도 깊은 우물은 쉽게 마르지 않는다.",
        "그러나 한꺼번에 많은 물을 퍼 올리면 수위가 낮아지고 땅이 꺼지기도 한다.",
        "바닷가에서는 짠물이 밀려들어 우물을 못 쓰게 되는 일도 있다.",
        "이런 까닭에 여러 나라는 지하수를 얼마나 쓰는지 재고 그 결과를 해마다 발표한다.",
        "1998년의 조사에서는 열 곳 가운데 세 곳에서 수위가 눈에 띄게 낮아졌다.",
    ),
    places=("남부의 ", "북부의 ", "해안의 ", "산지의 ", "도심의 ", "섬의 ", "평야의 ", "하구의 ", "고원의 "),
    aside="{}의 예를 보면 ",
)
ENGLISH = Words(
    topics=("groundwater", "price levels", "soil erosion", "container ports", "library catalogues", "backup plans"),
    asking=(
        "Which of the following statements about {} is correct?",
        "Which statement about {} is NOT true?",
        "A surveyor has to describe {} in a report of one page. What should the report mention first?",
        "What is the most likely reason for a change of 3.5 per cent in {}?",
        "Refer to the exhibit. An engineer looks at {} and finds two values that differ. Which action is best?",
    ),
    listing=("Consider the following statements about {}. Which of them are correct?",),
    terms=(
        "Evaporation",
        "Condensation",
        "Run-off",
        "Storage",
        "Filtration",
        "Diffusion",
        "A moving average",
        "A full census",
        "The base year",
        "12.5 km",
        "about 40 %",
        "0.25",
        "Port 443",
        "10.1.4.0/24",
    ),
    claims=(
        "The water table rises in years of heavy rain.",
        "A change of the base year changes the size of the index.",
        "Resistance grows with the length of a wire and falls with its cross-section.",
        "Trees on a slope keep the soil from being washed away.",
        "Containers shorten the time that a ship spends in port.",
        "Books on one subject stand on shelves near each other.",
        "A copy of the data should also be kept in another place, and somebody should try now and then whether it can "
        "still be read.",
        "The smaller the sample, the larger the error tends to be.",
        "Two values that were measured at different hours cannot be compared as they are.",
        "Where a river narrows, its current becomes faster, so the piers of a bridge need deeper foundations there.",
    ),
    told=(
        "For a long time people have settled where water could be found.",
        "Some of the rain sinks into the ground, and some of it runs straight into the rivers.",
        "What sinks in moves slowly between sand and rock and stays there for years.",
        "That is why a deep well hardly ever runs dry.",
        "If too much is pumped out at once, however, the level falls and the ground may sink.",
        "In 1998 a survey found that the level had fallen at three places out of ten.",
    ),
    places=("southern ", "northern ", "coastal ", "highland ", "urban ", "island ", "inland ", "river "),
    aside="Take {}, for example. ",
)
JAPANESE = Words(
    topics=("地下水", "物価指数", "電気抵抗", "土の流出", "港の物流", "図書の分類"),
    asking=(
        "{}に関する次の記述のうち、正しいものはどれか。",
        "{}について述べた文として、誤っているものを選びなさい。",
        "次のうち、{}の特徴として最も適切なものはどれか。",
    ),
    listing=("{}に関する次の記述のうち、正しいものの組合せはどれか。",),
    terms=("蒸発", "凝結", "浸透", "流出", "貯留", "循環", "対流", "放射", "標本調査", "全数調査", "12.5 km", "約40%"),
    claims=(
        "雨の多い年には地下水の水位が高くなる。",
        "基準年を変えると指数の大きさも変わる。",
        "抵抗は導線の長さに比例し、断面積に反比例する。",
        "木を植えた斜面では土が流されにくい。",
        "コンテナを使うと荷役の時間が短くなる。",
        "同じ主題の本は近い棚に置かれる。",
        "川幅が狭くなる場所では流れが速くなり、川底が深く掘られることが多いので、橋を架けるときには特に注意が必要である。",
        "標本が小さいほど調査の誤差は大きくなりやすい。",
    ),
    told=(
        "人々は昔から水の流れる道に沿って村をつくり、暮らしてきた。",
        "雨が降ると、その一部は地面にしみこみ、一部はすぐに川へ流れこむ。",
        "しみこんだ水は岩のすきまや砂の間をゆっくりと動き、何年もとどまる。",
        "そのため、日照りが続いても深い井戸はなかなか枯れない。",
        "しかし、一度に多くの水をくみ上げると水位が下がり、地面が沈むこともある。",
    ),
    places=("南部の", "北部の", "沿岸の", "山地の", "都市の", "島の", "平野の", "河口の"),
    aside="{}を例にとると、",
    spaced=False,
)
CHINESE = Words(
    topics=("地下水", "物价指数", "电阻", "水土流失", "港口物流", "图书分类"),
    asking=(
        "下列关于{}的说法，正确的是（　）。",
        "下列有关{}的叙述中，不正确的是（　）。",
        "以下哪一项最能说明{}的特点？",
    ),
    listing=("下列关于{}的说法，正确的有哪些？",),
    terms=("蒸发", "凝结", "渗透", "径流", "储存", "循环", "对流", "辐射", "抽样调查", "全面调查", "12.5 km", "约40%"),
    claims=(
        "雨水多的年份，地下水位会升高。",
        "改变基准年，指数的大小也会改变。",
        "电阻与导线的长度成正比，与横截面积成反比。",
        "种了树的山坡，泥土不容易被冲走。",
        "使用集装箱可以缩短装卸的时间。",
        "同一主题的书放在相近的书架上。",
        "河道变窄的地方水流会加快，河底往往被冲得很深，所以架桥的时候要特别留意那里的情况。",
        "样本越小，调查的误差往往越大。",
    ),
    told=(
        "很久以前，人们就沿着水流经过的地方建起村庄。",
        "下雨的时候，一部分水渗入地下，一部分直接流进河里。",
        "渗入地下的水在岩石和沙子之间慢慢移动，停留许多年。",
        "因此，即使遇到干旱，深井也不容易干涸。",
        "但是，如果一次抽取太多的水，水位就会下降，地面也可能下沉。",
    ),
    places=("南部的", "北部的", "沿海的", "山区的", "城市的", "岛上的", "平原的", "河口的"),
    aside="以{}为例，",
    spaced=False,
)
WORDS = {"ko": KOREAN, "en": ENGLISH, "ja": JAPANESE, "zh": CHINESE}
