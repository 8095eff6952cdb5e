"""What a person would type: two or three commands for each verb, each with what it is for.

`--help` prints them, and a refused command names the first. Each is parsed by a test as cgq parses it.
"""

from __future__ import annotations

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("First, the sample papers, through every stage:", "cgq demo"),
        ("Then a folder of your own:", "cgq run ~/papers"),
        ("How to begin, and where things lie:", "cgq help start"),
        ("A verb with its options and examples:", "cgq run --help"),
    ),
    "attempts": (
        ("What was answered last:", "cgq attempts"),
        ("From a file:", "cgq attempts import answers.csv"),
        ("For a spreadsheet:", "cgq attempts export -o attempts.csv"),
    ),
    "attempts export": (
        ("For a spreadsheet:", "cgq attempts export -o attempts.csv"),
        ("What one learner got wrong, for a program:", "cgq attempts export --learner k7 --wrong --format jsonl"),
    ),
    "attempts import": (
        ("Look first:", "cgq attempts import answers.csv --dry-run"),
        ("Your own, without a column for the learner:", "cgq attempts import answers.xlsx"),
        ("Of one candidate:", "cgq attempts import answers.csv --learner k7"),
    ),
    "attempts list": (
        ("What was answered last:", "cgq attempts list"),
        ("What one learner got wrong this week:", "cgq attempts list --learner k7 --wrong --since 7d"),
        ("What tests a concept:", "cgq attempts list --concept 정규화"),
    ),
    "attempts remove": (
        ("See what would go:", "cgq attempts remove --learner k7 --dry-run"),
        ("All of it, without being asked:", "cgq attempts remove --learner k7 --yes"),
    ),
    "backup": (
        ("Into a file of another disk:", "cgq backup /mnt/backup/cgq.db"),
        ("From cron, the same file each night:", "cgq backup --force --quiet /mnt/backup/cgq.db"),
        ("Look into it:", "cgq --db /mnt/backup/cgq.db status"),
    ),
    "cancel": (
        ("One job:", "cgq cancel 12"),
        ("All that waits in a queue, without being asked:", "cgq cancel --queue embedding_generation --yes"),
        ("The rest of a batch:", "cgq cancel --batch exams --yes"),
        ("See what would go of a folder's papers:", "cgq cancel --file drafts/ --dry-run"),
    ),
    "completion": (
        ("For bash:", "cgq completion bash > ~/.local/share/bash-completion/completions/cgq"),
        ("For fish:", "cgq completion fish > ~/.config/fish/completions/cgq.fish"),
    ),
    "config": (
        ("What differs from the defaults, and where things lie:", "cgq config"),
        ("Every setting with its source:", "cgq config show"),
    ),
    "config path": (
        ("Which files are read:", "cgq config path"),
        ("For a script:", "cgq config path --json"),
    ),
    "config show": (
        ("Every setting with its source:", "cgq config show"),
        ("What a variable would change:", "CGQ_JOBS=1 cgq config show"),
        ("How the jobs of each kind are run:", "cgq config show --kinds"),
    ),
    "demo": (
        ("In the folder demo:", "cgq demo"),
        ("Somewhere else:", "cgq demo --dir /tmp/cgq-demo"),
    ),
    "doctor": (
        ("Look:", "cgq doctor"),
        ("Mend what can be mended without a loss:", "cgq doctor --fix"),
        ("Ask the services that are configured, too:", "cgq doctor --probe"),
    ),
    "enqueue": (
        ("A folder, to be read by whoever works on the queue:", "cgq enqueue papers/"),
        ("A list from another program:", "find papers -name '*.pdf' -print0 | cgq enqueue -"),
        ("One stage by hand:", "cgq enqueue --kind generate_embedding --missing"),
        (
            "Something that starts once, when all of them have ended:",
            "cgq enqueue papers/ --batch exams --then refresh_concepts",
        ),
    ),
    "explain": (
        ("Why a job does not start:", "cgq explain 12"),
        ("For a program:", "cgq explain 12 --json"),
    ),
    "export": (
        ("The whole bank, a question a line:", "cgq export --output bank.jsonl"),
        ("A table of one year for a spreadsheet:", "cgq export --format csv --year 2024 --output 2024.csv"),
        ("With every figure as a PNG that the records name:", "cgq export --output bank.jsonl --assets figures"),
        ("Into another program:", "cgq export | jq .stem"),
    ),
    "extract": (
        ("What is in a paper:", "cgq extract paper.pdf"),
        ("In a Hangul document, and in photographs of its pages:", "cgq extract --ocr 1교시.hwp p1.jpg p2.jpg"),
        ("With its key, for a program:", "cgq extract paper.pdf --key answers.pdf --json"),
        ("Its pages with what was read drawn over them:", "cgq extract paper.pdf --format html --output paper.html"),
    ),
    "failed": (
        ("What failed, by its cause:", "cgq failed"),
        ("Start it again, once the cause is gone:", "cgq failed --retry --code encrypted"),
        ("The items that failed of jobs that are done:", "cgq failed --items"),
        ("For a script, which exits 3 when there are any:", "cgq failed --since 1d --exit-code"),
    ),
    "graph": (
        ("How large it is, and what is tested most:", "cgq graph"),
        ("One concept:", "cgq graph show 결합도"),
        ("Decide about what is suggested:", "cgq graph review"),
    ),
    "graph list": (
        ("The concepts, the heaviest first:", "cgq graph list"),
        ("Those whose name holds a word:", "cgq graph list --text 정규"),
        (
            "What a subject asks most, from five questions on:",
            "cgq graph list --section 보안 --min-questions 5 --sort questions",
        ),
    ),
    "graph show": (
        ("A concept, with what is learned before and after it:", "cgq graph show 결합도"),
        ("For a program:", "cgq graph show 결합도 --json"),
    ),
    "graph path": (
        ("What to learn on the way from one to the other:", "cgq graph path 결함수분석 'OR 게이트'"),
        ("For a program:", "cgq graph path 결함수분석 'OR 게이트' --json"),
    ),
    "graph review": (
        ("One suggested edge after the other:", "cgq graph review"),
        ("What comes before what, of one concept:", "cgq graph review --kind prerequisite --concept 'OR 게이트'"),
        ("Those that wait, for a program:", "cgq graph review --json"),
    ),
    "graph accept": (
        ("What is suggested is so:", "cgq graph accept 결합도 '내용 결합도'"),
        ("One that nothing suggests:", "cgq graph accept 관계 정규화 --kind prerequisite --note '3장'"),
    ),
    "graph reject": (
        ("What is suggested is not so:", "cgq graph reject 수 점수"),
        ("With the reason, for whoever looks at it later:", "cgq graph reject 수 점수 --note '다른 말'"),
    ),
    "graph undo": (
        ("Suggest it again:", "cgq graph undo 수 점수"),
        ("Where two edges lead from one to the other:", "cgq graph undo 관계 정규화 --kind prerequisite"),
    ),
    "graph merge": (
        ("Two names of one concept:", "cgq graph merge '사회 학습' 사회학습이론"),
        ("In the name of somebody else:", "cgq graph merge '사회 학습' 사회학습이론 --as kim"),
    ),
    "graph unmerge": (
        ("Two concepts again:", "cgq graph unmerge '사회 학습'"),
        ("For a program:", "cgq graph unmerge '사회 학습' --json"),
    ),
    "graph edges": (
        ("The edges, what waits for a decision first:", "cgq graph edges"),
        ("What was rejected:", "cgq graph edges --status rejected"),
        ("Decide in a spreadsheet:", "cgq graph export -o edges.csv"),
        ("And take that back:", "cgq graph import edges.csv"),
    ),
    "graph export": (
        ("A picture of what lies around a concept:", "cgq graph export --concept 결합도 --depth 2 -o 결합도.html"),
        ("Edges for a spreadsheet:", "cgq graph export --output edges.csv"),
        ("What waits for a decision, as JSON Lines:", "cgq graph export --status suggested --format jsonl"),
        ("For Gephi or yEd:", "cgq graph export -o graph.graphml"),
    ),
    "graph import": (
        ("What would be decided:", "cgq graph import edges.csv --dry-run"),
        ("Decide so:", "cgq graph import edges.csv"),
        ("A graph that was drawn in yEd:", "cgq graph import map.graphml --kind prerequisite --status accepted"),
    ),
    "graph cycles": (
        ("What is set aside because it goes in a circle:", "cgq graph cycles"),
        ("Of the prerequisites alone, for a program:", "cgq graph cycles --kind prerequisite --json"),
    ),
    "graph push": (
        ("Send what changed to Neo4j:", "cgq graph push"),
        ("Compare everything, and send what differs:", "cgq graph push --full"),
        ("What would be looked at:", "cgq graph push --dry-run"),
    ),
    "graph diff": (
        ("See whether Neo4j holds what the bank does:", "cgq graph diff"),
        ("For a program:", "cgq graph diff --limit 1000 --json"),
    ),
    "graph pull": (
        ("Why nothing is taken over from there:", "cgq graph pull"),
        ("Decide here instead:", "cgq graph review"),
    ),
    "graph stats": (
        ("How large it is:", "cgq graph stats"),
        ("For a program:", "cgq graph stats --json"),
    ),
    "help": (
        ("The topics:", "cgq help"),
        ("How to begin:", "cgq help start"),
        ("A verb, as with --help:", "cgq help run"),
    ),
    "import": (
        ("An empty table to fill in:", "cgq import --template xlsx -o questions.xlsx"),
        ("What would be taken of it, and which rows cannot be:", "cgq import questions.xlsx --dry-run"),
        ("All of it, and wait for it:", "cgq import questions.xlsx --title '2024 1회' --wait"),
        ("Answers for a paper that is in the bank:", "cgq import answers.csv --material 3 --map number=문항"),
    ),
    "jobs": (
        ("The newest:", "cgq jobs"),
        ("What runs now:", "cgq jobs --state running"),
        ("Those of a paper, of the last two hours:", "cgq jobs --file 2024 --since 2h"),
    ),
    "hooks": (
        ("The hooks, with what waits and what failed:", "cgq hooks"),
        ("Does a report arrive? Send a sample:", "cgq hooks test mail"),
    ),
    "hooks list": (
        ("The hooks, with what waits and what failed:", "cgq hooks list"),
        ("For a program:", "cgq hooks list --json"),
    ),
    "hooks retry": (
        ("All that failed, once the mail server answers again:", "cgq hooks retry"),
        ("One of them:", "cgq hooks retry 12"),
    ),
    "hooks runs": (
        ("What was reported, the newest first:", "cgq hooks runs"),
        ("What could not be, with what the command printed:", "cgq hooks runs --state failed --json"),
    ),
    "hooks test": (
        ("Send a sample report:", "cgq hooks test mail"),
        ("For a script: exits 3 when it fails:", "cgq hooks test mail --quiet"),
    ),
    "materials": (
        ("The papers:", "cgq materials"),
        ("Everything that is known of one:", "cgq materials 3"),
        ("Those that could not be read:", "cgq materials --status failed"),
    ),
    "materials edit": (
        ("Its title:", "cgq materials edit 3 --title '정보처리기사 2024 1회'"),
        ("A word about it:", "cgq materials edit 3 --description 'from the library'"),
    ),
    "materials remove": (
        ("See what goes with them, and change nothing:", "cgq materials remove 3 4 --dry-run"),
        ("Remove them, without being asked:", "cgq materials remove 3 4 --yes"),
    ),
    "materials replace": (
        ("The right file takes the wrong one's number:", "cgq materials replace 3 paper-2024.pdf"),
        ("Read it then:", "cgq run"),
    ),
    "pause": (
        ("With a reason, for whoever asks later:", "cgq pause embedding_generation --reason quota"),
        ("Every queue, those to come included:", "cgq pause --all --reason 'the disk is being changed'"),
        ("Let it go on:", "cgq resume embedding_generation"),
    ),
    "prune": (
        ("See what would go, and change nothing:", "cgq prune --dry-run"),
        ("From cron: what the settings of each kind say:", "cgq prune --yes --quiet"),
        ("What failed more than 30 days ago:", "cgq prune --state failed --older-than 30d"),
    ),
    "questions": (
        ("The questions:", "cgq questions"),
        ("One in full:", "cgq questions 17"),
        ("Those of a paper that hold a word:", "cgq questions --material 3 --text 정규화"),
        ("Those that come again:", "cgq questions --repeats"),
    ),
    "repeats": (
        ("What exams ask again, the most frequent first:", "cgq repeats"),
        ("Word for word, in three exams or more:", "cgq repeats --kind verbatim --min 3"),
        ("One group, with what differs and whose answers contradict:", "cgq repeats 12"),
    ),
    "restore": (
        ("Put a backup back; the database that is there is kept:", "cgq restore /mnt/backup/cgq.db"),
        ("Onto another machine, without being asked:", "cgq restore cgq-backup.db --yes"),
    ),
    "resume": (
        ("Let a queue go on:", "cgq resume embedding_generation"),
        ("End the pause of every queue:", "cgq resume --all"),
        ("See which are paused:", "cgq status"),
    ),
    "retry": (
        ("Two jobs:", "cgq retry 12 15"),
        ("All that were cancelled:", "cgq retry --state cancelled --yes"),
        ("All that failed from one cause:", "cgq retry --code encrypted --since 1d --yes"),
        ("Only the items of a job that failed:", "cgq retry --items 12"),
    ),
    "review": (
        ("Walk through what asks for a person, one key a decision:", "cgq review"),
        ("Set the answer of one question:", "cgq review 17 --answer 3"),
        ("The same by its paper and printed number:", "cgq review --material 3 --number 12 --answer '1 or 4'"),
    ),
    "run": (
        ("Take a folder in, and work until it is through:", "cgq run ~/papers"),
        ("A zip and a Hangul document (what is read: cgq help files):", "cgq run 기출.zip 1교시.hwp"),
        ("Papers with the key that answers them:", "cgq run --key answers.pdf paper.pdf"),
        ("From cron: silent on a good day:", "cgq run ~/papers --if-running skip --max-time 9m --quiet"),
    ),
    "collect": (
        ("A list of addresses, one a line:", "cgq collect list addresses.txt"),
        ("Every paper that a page links to:", "cgq collect url https://exams.example.org/2031/"),
        ("What a catalogue of cgq.toml finds:", "cgq collect keyword 정보처리기사 --from board"),
    ),
    "collect list": (
        ("A list of addresses, one a line:", "cgq collect list addresses.txt"),
        ("What would be fetched, and what is refused:", "cgq collect list addresses.txt --dry-run"),
        ("At night, and only kept:", "cgq collect list addresses.txt --at 03:00 --no-process"),
        ("From another program:", "grep -h pdf notes/* | cgq collect list -"),
    ),
    "collect url": (
        ("Every paper that a page links to:", "cgq collect url https://exams.example.org/2031/"),
        ("And wait until they are read:", "cgq collect url https://exams.example.org/2031/ --wait"),
    ),
    "collect keyword": (
        ("What a catalogue of cgq.toml finds:", "cgq collect keyword 정보처리기사 --from board"),
        ("Which pages would be looked through:", "cgq collect keyword 정보처리기사 --from board --dry-run"),
    ),
    "schedule": (
        ("The entries, and what became of them:", "cgq schedule"),
        ("A folder, every night:", "cgq schedule add nightly '0 3 * * *' ~/papers"),
    ),
    "schedule add": (
        ("A folder, every night in Seoul:", "cgq schedule add nightly '0 3 * * *' ~/papers --zone Asia/Seoul"),
        ("A kind of job, every Monday:", "cgq schedule add weekly '30 6 * * MON' --kind refresh_concepts"),
        ("What keeps every queue tidy:", "cgq schedule add --defaults"),
    ),
    "schedule list": (
        ("The entries, and what became of them:", "cgq schedule list"),
        ("For a program:", "cgq schedule list --json"),
    ),
    "schedule remove": (
        ("Forget one; its jobs stay:", "cgq schedule remove nightly"),
        ("See which there are:", "cgq schedule list"),
    ),
    "schedule tick": (
        ("Enqueue what is due now:", "cgq schedule tick"),
        ("From cron, every minute:", "cgq schedule tick --quiet"),
    ),
    "search": (
        ("By meaning and by words:", "cgq search 도수율 강도율"),
        ("Only in one subject, of one year:", "cgq search 정규화 --section 데이터베이스 --year 2024"),
        ("By words alone:", "cgq search --words 정규화"),
    ),
    "similar": (
        ("What is near question 12:", "cgq similar 12"),
        ("Of one year, for a program:", "cgq similar 12 --year 2024 --json"),
    ),
    "show": (
        ("One job:", "cgq show 12"),
        ("With the tracebacks of its attempts:", "cgq show 12 --verbose"),
        ("Each address, row or file that it was made of:", "cgq show 12 --items"),
    ),
    "cost": (
        ("What was spent, by model:", "cgq cost"),
        ("Day by day, this month and before:", "cgq cost --by day --since 30d"),
        ("The dearest jobs of a week:", "cgq cost --by job --since 7d"),
    ),
    "stats": (
        ("The last seven days:", "cgq stats"),
        ("Today, hour by hour, as bars:", "cgq stats --since 1d --plot"),
        ("A month of one queue as a picture:", "cgq stats --since 30d --queue pdf_processing --plot month.svg"),
    ),
    "status": (
        ("How everything stands:", "cgq status"),
        ("For a monitor, which exits 3 when somebody has to look:", "cgq status --check --quiet"),
        ("The same when a job waits for more than an hour:", "cgq status --check --max-age 1h"),
        ("For Prometheus:", "cgq status --format prom"),
    ),
    "stop": (
        ("Everybody finishes what runs, then ends:", "cgq stop"),
        ("At once, and come back when all have ended:", "cgq stop --now --wait"),
    ),
    "wait": (
        ("Until a job and all that follows from it are over:", "cgq wait 12"),
        ("At most five minutes:", "cgq wait 12 15 --timeout 5m"),
        ("A batch, and what its end starts:", "cgq wait --batch exams"),
    ),
    "watch": (
        ("Live, while another terminal works:", "cgq watch"),
        ("What fails, as it does, for a program:", """cgq watch --json | jq 'select(.state == "failed")'"""),
    ),
    "work": (
        ("All queues, until Ctrl-C:", "cgq work"),
        ("One queue, until nothing is left:", "cgq work --queue pdf_processing --until-empty"),
    ),
}
"""By the words after `cgq`: what a command is for, and the command."""
