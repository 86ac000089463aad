"""Sheets that are hard to fit: their customizations by a name."""

from __future__ import annotations

from press import SAMPLE

FULL = SAMPLE.read_text(encoding="utf-8").replace("sign_off: yes\n", "")
LONG_NOTE = (
    "We are glad that you are here, and we want you to feel at home from the first bell on. " * 7
)
LONG_ROW = '{start: "10:45", end: "11:30", teacher_does: "Whole-class lesson on fractions, then partner work on boards", para_does: "Sit near the back table, listen first, then help two groups", where: Back table}'
SHORT_ROW = '{start: "9:30", end: "9:45", teacher_does: Recess, para_does: Stand by the swings, where: Yard}'
LONG_WORDS = """
contacts: [{role: Donaudampfschiffahrtsgesellschaft Mr., name: interdisciplinary, how: www.oakhill.example.org}]
teacher_note: "Welcome, interdisciplinaryinterdisciplinaryinterdisciplinary! Reading/Math and/or co-taught/supercalifragilistic."
your_things: the supercalifragilisticexpialidociousexpialidocious one
schedule: [{start: "8:00", teacher_does: Reading/Math/interdisciplinary, para_does: supercalifragilisticexpialidocious, where: www.oakhill.example.org}]
link: {url: "https://oakhill.example.org/paras"}
"""
QUOTES = """
teacher_note: |
  *“Please show me how to do it first, and tell me **when** I do it well, and when I do not, so that I can learn.”*

  *“Glad to help. Can we ask the teacher first?”* says the aide, and everybody is glad that somebody asked before.
items:
  speak-up:
    replace:
      - {id: show, text: "*“Please show me how to do it first.”*"}
      - {id: trained, text: "*“I am not trained for that yet, sorry; who is, and **could** she come?”*"}
"""
LONG_HEADS = """
blocks:
  add:
    - {id: words-here, title: Our words, place: back, text: "| A word that is used in this room and that you may not know | What we mean by it when we say it to each other | Who says it |\\n|---|---|---|\\n| One | Two | Three |"}
"""
OTHER_LABELS = """
role: bus
labels: [{label: Lockdown, say: Lock the door and hide}, {label: Room, say: Meeting place}, {label: You, say: Your part of it}]
more_facts: [{label: Where the spare gloves are, answer: Bin}, {label: Radio channel}]
more_drills: [{name: Hold, what: "Stay in the room, door shut, until the bell."}, {name: Secure, what: "All come in; the outer doors are locked, and the day goes on."}]
find_it_fast: [aed, more_facts, Your hours]
aed: Wall by the gym doors
class_cover: Mr. Cole in Room 11
"""
CASES = {
    "empty": "",
    "spanish": "language: es",
    "other labels": OTHER_LABELS,
    "rooms of extras": "role: one-to-one\nshow_blocks: [our-room, about-you]\nroom_rules: [Laugh with us, Sit on the rug at story time]\nsecond_adult: Ms. Ito",
    "full": FULL,
    "hidden": f"{FULL}\nhide_blocks: [schedule, people]",
    "long": f"{FULL[: FULL.index('teacher_note:')]}\nteacher_note: '{LONG_NOTE[:598]}'\nwait_seconds: 5\nschedule: [{', '.join([LONG_ROW, SHORT_ROW] * 6)}]",
    "half filled": "arrive: '7:45'\nbreaks: [{start: '9:30'}, {covered_by: Ms. Ito}]\ncontacts: [{role: Nurse, name: Ms. Park}]",
    "facts begun": "leave: '2:45'\nbreaks: [{start: '9:30', end: '9:45', covered_by: Ms. Ito}, {start: '11:30', covered_by: Mr. Cole}, {end: '2:00'}]\nplans_location: Cabinet\nrestroom: Hall\nmore_facts: [{label: 'Off first in a fire, and last'}]\nfind_it_fast: [Your hours, breaks, more_facts, restroom, plans_location]",
    "long contacts": "contacts: [{role: '— a recess group Rivera naïve stand rece', how: walk}, {role: '9:30 3<4 ext. wait; the ext. naïve', name: watch — stand playground naïve 100% ½ re}, {role: Nurse, name: Ms. Park, how: 'the check and a walk, then the office'}]",
    "long names": f"para_name: Maria Hernandez O'Brien-Nuñez de la Cruz\nteacher_name: Đặng Thị Hồng\nroom: Annex B, upstairs\nclass_title: {'Grade 3 ' * 4}",
    "link": "link: {url: 'https://example.org/our-room', label: Our room}\nroom_signals: [Hand up, Chime, Lights off]",
    "long foot": "school_name: Circulate one hundred Room breathe cards breathe naïve door\ndistrict_name: Đặng and gym Thị Hồng check Hồng listen\nteacher_name: Søren Åkesson-Œuvré de la Cruz\n",
    "long words": LONG_WORDS,
    "bold at the edge": "teacher_note: Go with a long office, then more officeoffice at **xoffice** end",
    "blank at the edge": "breaks: [{end: '9:45', covered_by: '**loud** breathe…'}, {start: '9:30', end: '9:45', covered_by: help 100%}, {start: '9:30'}]\ntrainings_done: [café gym café 3<4 recess 12 group Readin, O'Brien-Nuñez Reading/Math, 'door math count, 3<4 {{name}} consider']",
    "quotes": QUOTES,
    "long table heads": f"paper: legal\n{LONG_HEADS}",
    "times with a.m.": "schedule: [{start: '11:45 a.m.', end: '12:15 p.m.', teacher_does: x}, {start: '1:11 a.m.', end: '11:11 p.m.', teacher_does: x}, {start: '11:11', end: '11:11', teacher_does: x}]",
    "extras on A4": "paper: a4\nshow_blocks: [words, growing]\n",
    "extras": "show_blocks: [words, growing]\ndos_extra: [Ask about the garden]\ndonts_extra: [Feed the snake, Open the tank]",
}
