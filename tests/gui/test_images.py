"""Pictures are made in threads, and the first ones must not block each other."""

from __future__ import annotations

import os
import subprocess
import sys

RUNS = 8
SCRIPT = """
import sys
import threading
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from photoorg.gui.images import rounded
from photoorg.gui.start import make_application

application = make_application()
sys.setswitchinterval(1e-7)
image = QImage.fromData(b"P6 4 4 255 " + bytes(48))
start = threading.Barrier(4)

def work():
    start.wait()
    for _ in range(50):
        rounded(image, 1.0)
        QImage(QSize(4, 4), QImage.Format.Format_ARGB32)

threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("done")
"""


def test_the_first_pictures_do_not_block_each_other() -> None:
    """Without warm_up nearly every run stands still for ever."""
    without_screen = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", SCRIPT]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, env=without_screen) for _ in range(RUNS)]
    try:
        assert [run.communicate(timeout=30)[0].strip() for run in runs] == [b"done"] * RUNS
    finally:
        for run in runs:
            run.kill()
            run.wait()
