import threading

from dashboard.store.revision import RevisionWatch
from tests.facts import draft


def test_a_commit_of_another_connection_wakes_the_watch(engine, send):
    woken = threading.Event()
    watch = RevisionWatch(engine, woken.set)
    watch.start()
    assert woken.wait(10), "it tells once at the start"
    woken.clear()
    send(("111", draft("milestone", "12-03", stage="preparation", edge="end")))
    assert woken.wait(10)
    watch.stop()
