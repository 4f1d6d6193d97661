"""The stages of an incident, as they are said."""

from __future__ import annotations

from drillsim.base.language import Message, say

STAGES: dict[str, Message] = {
    "call": say("call-taking"),
    "report": say("reporting"),
    "activation": say("activation"),
    "waiting_decision": say("waiting for a decision"),
    "waiting_staff": say("waiting for staff"),
    "waiting_vehicle": say("waiting for a vehicle"),
    "waiting_head": say("waiting for the head or clerk"),
    "waiting_room": say("waiting for a room"),
    "waiting_fund": say("waiting for money"),
    "waiting_in_line": say("waiting behind somebody more urgent"),
    "waiting_replacement": say("waiting for a replacement"),
    "timer": say("waiting for a time limit to run out"),
    "recall": say("coming in from home"),
    "turnout": say("turnout"),
    "travel": say("travel"),
    "on_scene": say("arrival on scene"),
    "handling": say("handling"),
    "closed": say("standing still outside hours"),
    "hearing": say("listening"),
    "answer": say("answer"),
    "return": say("return"),
    "stand_down": say("stand-down"),
}  # in the order in which an incident goes through them
