"""The voice that speaks as Speech Dispatcher is set: against a server of three lines, and against the real one."""

import os
import shutil
import socket
import subprocess
import threading
import time

import pytest

from coach.support.errors import VoiceError
from coach.voices import speechd
from coach.voices.speechd import Settings, SpeechdVoice


class Server:
    """Answers what it is told to, in the protocol's form."""

    def __init__(self, path, **given):
        self.given = {"OUTPUT_MODULE": "espeak-ng", "LANGUAGE": "en-US", "RATE": "40", **given}
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(path))
        self.socket.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line:
                while command := line.recv(200).decode():
                    line.sendall(self.answer(command.strip()))

    def answer(self, command):
        name = command.rpartition(" ")[2]
        if command.startswith("GET"):
            value = self.given[name]
            return f"251-{value}\r\n251 OK GET RETURNED\r\n".encode() if value else b"514 ERR PARAMETER INVALID\r\n"
        return b"208 OK CLIENT NAME SET\r\n"


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Starts a server with settings, where the coach looks for it."""
    made = []

    def serve(**given):
        monkeypatch.setenv("SPEECHD_ADDRESS", f"unix_socket:{tmp_path / 'sock'}")
        made.append(Server(tmp_path / "sock", **given))

    yield serve
    for one in made:
        one.socket.close()


@pytest.mark.parametrize(("rate", "wpm"), [(-100, 80), (-50, 125), (0, 170), (40, 281), (100, 449), (999, 449)])
def test_a_rate_is_as_many_words_a_minute_as_its_engine_makes_of_it(rate, wpm):
    assert Settings("espeak-ng", "en", rate).wpm == wpm


def test_it_asks_for_engine_language_and_rate(served):
    served()
    assert speechd.settings() == Settings("espeak-ng", "en-US", 40)


def test_it_speaks_at_that_rate_and_says_so_in_the_name_of_its_clips(served):
    served(RATE="100")
    voice = SpeechdVoice()
    assert voice.check() == ""
    assert voice.key.endswith("/449")
    fast = voice.speak("Rope. From the hip to the ankle.")
    served_slowly = SpeechdVoice()
    served_slowly.__dict__["_voice"] = speechd.SystemVoice(80)
    assert fast.ms * 2 < served_slowly.speak("Rope. From the hip to the ankle.").ms


def test_an_engine_that_is_not_ours_is_named_and_others_are_offered(served):
    served(OUTPUT_MODULE="rhvoice")
    assert SpeechdVoice().check() == (
        'Speech Dispatcher speaks with "rhvoice", which the coach cannot use; choose --voice heart or system'
    )
    assert SpeechdVoice().key == "speechd"


@pytest.mark.parametrize("given", [{"RATE": ""}, {"RATE": "quick"}])
def test_a_strange_answer_is_no_answer(served, given):
    served(**given)
    with pytest.raises(VoiceError, match="does not answer"):
        speechd.settings()


def test_without_speech_dispatcher_it_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert "speech-dispatcher --spawn" in SpeechdVoice().check()


def test_it_is_looked_for_where_the_environment_says(monkeypatch):
    monkeypatch.setenv("SPEECHD_ADDRESS", "inet_socket:localhost:7000")
    assert speechd.address() == (socket.AF_INET, ("localhost", 7000))
    monkeypatch.setenv("SPEECHD_ADDRESS", "inet_socket:")
    assert speechd.address() == (socket.AF_INET, ("127.0.0.1", 6560))


@pytest.mark.skipif(not shutil.which("speech-dispatcher"), reason="needs speech-dispatcher")
def test_the_real_speech_dispatcher_answers(monkeypatch, tmp_path):
    monkeypatch.delenv("SPEECHD_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    server = subprocess.Popen(
        ["speech-dispatcher", "-s", "-t", "60"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        for _ in range(100):
            if (tmp_path / "speech-dispatcher" / "speechd.sock").exists() and not SpeechdVoice().check():
                break
            time.sleep(0.1)
        found = speechd.settings()
    finally:
        server.terminate()
        server.wait(10)
    assert found.module.startswith("espeak")
    assert -100 <= found.rate <= 100
