"""`cgq resume QUEUE…`: let paused queues go on."""

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.pausing import Every, SomeQueues, chosen
from cgq_cli.render import pauses

app = new_app()


@command(app)
def resume(asked: Invocation, queues: SomeQueues = None, every: Every = False) -> None:
    """Let paused queues go on. With --all the pause of every queue ends; what was paused by itself stays so."""
    from cgq.actions import jobs, pause
    from cgq.documents.pause import PauseChange, pause_document
    from cgq.queue.failures import Which

    wanted = chosen(queues, every=every)
    with open_workspace(asked, create=False) as workspace:
        resumed = pause.resume(workspace, wanted, me())
        failed = [jobs.failures(workspace, Which(queue=one.queue)).count for one in resumed]
    both = list(zip(resumed, failed, strict=True))
    document = pause_document([PauseChange.resumed(one, count) for one, count in both])
    asked.screen.account(document, [line for one in resumed for line in pauses.resumed_lines(one)])
    for one, count in both:
        if one.was_paused and not one.pause and count:
            asked.screen.note(pauses.failed_line(one.queue, count))
