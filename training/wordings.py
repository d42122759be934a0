# ruff: noqa: PLR2004
"""What the synthetic speakers say: the phrases, and the sentences that must not be taken for them.

Knows nothing of sound. ``HELD_OUT`` wordings are for the tests only and are never synthesised for training.
"""

from __future__ import annotations

import random

PHRASES: dict[str, tuple[str, ...]] = {
    "no": ("Baby says no!", "Baby says, no!", "baby says no…", "Baby says no?", "Baby says no, !"),
    "yes": ("Baby says yes!", "Baby says yes.", "Carry on.", "Carry on!"),
    "not sure": ("Baby's not sure.", "Baby's not sure!"),
    "again": ("Say that again.", "Say that again!"),
    "next": ("Next stroke.", "Next stroke!"),
    "back": ("Go back.", "Go back!"),
    "slower": ("A bit slower.", "A bit slower!"),
    "faster": ("A bit faster.", "A bit faster!"),
    "softer": ("Speak softly.", "Speak softly!"),
    "louder": ("Speak louder.", "Speak louder!"),
    "where are we": ("Where are we?", "Where are we."),
    "all done": ("All done for now.", "All done for now!"),
}
"""The ways to write each command for a synthesiser. "no." would be read as "number"."""

NEEDS: dict[str, tuple[str, ...]] = {
    "stop": ("Stop!", "Stop."),
    "stop please": ("Stop, please.", "Stop please!"),
    "wait": ("Wait!", "Wait."),
    "no no no": ("No, no, no!", "No no no."),
    "baby said no": ("Baby said no!",),
    "the baby says no": ("The baby says no!",),
    "baby is saying no": ("Baby is saying no!",),
    "baby says no, stop": ("Baby says no, stop!",),
    "name": ("Mia says no!", "Oliver says no!", "Noah says no!", "Sophie says no!", "Amelia says no!", "Leo says no!"),
    "slow": ("Baby says no!",),
    "fast": ("Baby says no!",),
    "pause": ("Baby says",),
}
"""What people say in need, as it is measured."""

OPENERS = ("Okay,", "Oh,", "Um,", "Right,", "Well,", "Wait,", "Stop,", "Hey,", "All right,", "Sorry,")
"""Said before a phrase now and then, as people do."""

WHO = (
    "Baby",
    "Maybe",
    "Lady",
    "Daddy",
    "Mummy",
    "Mommy",
    "He",
    "She",
    "They",
    "Nobody",
    "Everybody",
    "Bobby",
    "Grandma",
    "The doctor",
    "Katie",
    "The book",
    "Davy",
    "Bailey",
    "Amy",
    "The nurse",
    "Betty",
    "Abby",
)
DOES = ("says", "said", "sees", "sings", "saves", "stays", "seems", "sends", "knows", "is", "says a", "takes")
WHAT = (
    "yes!",
    "so.",
    "go.",
    "mama.",
    "hello.",
    "no!",
    "now.",
    "more.",
    "low.",
    "oh.",
    "nothing.",
    "none.",
    "a lot.",
    "slow.",
    "nose.",
    "snow.",
    "toes.",
    "okay.",
    "nap.",
    "not now.",
    "night night.",
    "home.",
    "ma.",
    "knee.",
    "bye.",
    "know.",
    "new.",
    "nine.",
    "dough.",
    "bah bah.",
    "sew.",
    "thank you.",
    "notes.",
    "north.",
)

NEAR = (
    "Baby's nose.",
    "Baby's toes.",
    "Baby's slow.",
    "Baby's asleep.",
    "Baby knows.",
    "Babies know.",
    "Baby snow.",
    "The baby has socks on.",
    "Baby says",
    "Baby",
    "Says no!",
    "Say no!",
    "No!",
    "Oh no, baby.",
    "Baby, no!",
    "Maybe so.",
    "Maybe no.",
    "Maybe not.",
    "Nobody knows.",
    "Bay bees nest.",
    "Baby seems to know.",
    "Baby said it.",
    "The baby's sad, you know.",
    "Ready, set, go.",
    "Way to go.",
    "Let me say no.",
    "Baby sits alone.",
    "Baby sits so low.",
    "Please say no.",
    "If the answer is no, we stop.",
    "Let it go.",
    "Your baby says when to stop.",
    "Baby likes snow.",
    "Are you sure?",
    "Baby sure is happy.",
    "I am not sure.",
    "Baby's not here.",
    "Baby's not hungry.",
    "Say it again.",
    "Say that.",
    "Do that again.",
    "Once again.",
    "Next one.",
    "Next time.",
    "Next week.",
    "One more stroke.",
    "Stroke the next toe.",
    "Go on.",
    "Go to sleep.",
    "Come back.",
    "Way back.",
    "Lie back.",
    "On the back.",
    "A bit.",
    "A little slower.",
    "A bit more.",
    "A bit of oil.",
    "A bit closer.",
    "A bit lower.",
    "Speak up.",
    "Speak to me.",
    "Softly, softly.",
    "Louder.",
    "Where were we?",
    "Where are you?",
    "There we are.",
    "Here we are.",
    "Who are we?",
    "All done!",
    "All for now.",
    "That is all for now.",
    "Well done for now.",
    "Carry him.",
    "Carrion.",
    "Marry on.",
    "Carry the baby.",
    "Careful now.",
    "Baby says yet.",
    "Baby says guess.",
    "Baby's dress.",
    "Baby's chest.",
)
"""Close to a phrase by sound."""

HELD_OUT = (
    "The baby has no socks.",
    "Baby says nothing.",
    "Baby says snow.",
    "Baby says yes!",
    "He says no!",
    "Baby's nose.",
    "Maybe she knows.",
    "The lady says no!",
    "Baby says go.",
    "Grandpa says no!",
    "Baby stays low.",
    "Baby says whoa!",
    "Baby says bow-wow.",
    "Who says no?",
    "Baby sang a song.",
    "Baby's so slow.",
    "My baby's toes.",
    "Maybe say so.",
    "Baby sees snow.",
    "Baby has a nose.",
    "Say hello, baby.",
    "Baby says nighty night.",
    "Daisy says no!",
    "Baby said hello.",
    "Nobody says so.",
    "Baby sits, you know.",
    "Baby says mum.",
    "The baby sings low.",
    "Baby slept, no doubt.",
    "Babies say no such thing.",
    "Baby says nana.",
    "Lazy says so.",
    "Ask whether baby knows.",
)
"""Confusable sentences of the benchmark. The generator never makes any of them."""

TALK = (
    "Hello there, little one.",
    "Let me change your nappy.",
    "You are so cute.",
    "Are you hungry, baby?",
    "Where is your nose?",
    "Look at those toes!",
    "Mama is here.",
    "Peekaboo!",
    "Is the washing machine still on?",
    "Could you pass me the towel, please?",
    "I will call you back later.",
    "Did you see the news today?",
    "What time does your train leave?",
    "Do you want to play outside?",
    "The water is nice and warm.",
    "Who wants a cuddle?",
    "There, there, it is all right.",
    "Ask your baby for permission, and watch the answer.",
    "Stroke from hip to ankle.",
    "Circle the tummy clockwise.",
    "Hold for a count of five, and let go.",
    "Roll each little toe, one by one.",
    "Now stroke the chest slowly.",
    "Two more strokes on this side.",
    "Very good, keep going.",
    "Draw little hearts from the forehead down to the chin.",
    "Hush, little baby.",
    "Put a little oil on your hands and warm it.",
    "Let us pause for a moment.",
    "One last long stroke.",
)
"""Things said near babies that are nothing like a phrase."""

BANNED = {w.lower().strip("!.? ") for w in HELD_OUT} | {"baby says no"}
"""What training must not say, in lower case without punctuation."""


def near_miss(rng: random.Random) -> str:
    """A sentence that is close to a phrase but is neither a phrase nor a held-out wording."""
    while True:
        kind = rng.random()
        text = f"{rng.choice(WHO)} {rng.choice(DOES)} {rng.choice(WHAT)}" if kind < 0.5 else rng.choice(NEAR)
        if kind > 0.9:
            text = rng.choice(TALK)
        bare = text.lower().strip("!.? ")
        if bare not in BANNED and "baby says no" not in bare and bare != "baby says yes":
            return text


def phrase(command: str, rng: random.Random) -> str:
    """One way to say ``command``, with an opener one time in eight."""
    text = rng.choice(PHRASES[command])
    return f"{rng.choice(OPENERS)} {text}" if rng.random() < 0.125 else text
