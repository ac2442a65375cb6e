"""Words that people say whatever the question is: yes, no, I do not know, the first one, all of them.

The words of one question's answers stand in the rulebook (``words`` of its options, and ``words.yaml``). A language
other than English needs these lists anew, beside the sentences in `wording`.
"""

from __future__ import annotations

from typing import Final


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


YES: Final = (
    "yes", "y", "yep", "yeah", "yea", "yup", "ya", "aye", "yes please", "yeah please", "yes definitely", "definitely",
    "yes it does", "it does", "sure", "sure does", "sure thing", "of course", "absolutely", "correct", "thats right",
    "that is right", "right", "indeed", "true", "affirmative", "i think so", "think so", "i believe so", "we do",
    "it will", "it would", "it can", "it could", "yes it is", "it is", "probably yes", "ok yes", "thats it",
)  # fmt: skip
NO: Final = (
    "no", "n", "nope", "nah", "na", "no thanks", "no thank you", "not", "none", "nothing", "no way", "not really",
    "not at all", "not yet", "none of these", "none of them", "none of those", "none of that", "none of the above",
    "neither", "neither of them", "definitely not", "absolutely not", "certainly not", "of course not", "never",
    "i dont think so", "dont think so", "i do not think so", "i doubt it", "negative", "it doesnt", "it does not",
    "it wont", "it cant", "it cannot", "it isnt", "we dont", "we havent", "we have not", "there isnt", "there is none",
    "there isnt one",
    "there arent any", "there isnt any", "nothing like that", "not so far", "not currently", "not at the moment",
    "no not yet", "not any", "nobody", "no one", "not that i know of", "not that we know of", "not that i know",
    "wrong", "thats wrong", "that is wrong", "its wrong", "incorrect", "not correct", "thats not right",
    "that is not right", "not quite", "not quite right",
)  # fmt: skip
NOT_SURE: Final = (
    "not sure", "unsure", "im not sure", "dunno", "dont know", "do not know", "i dont know", "idk", "no idea",
    "no clue", "havent a clue", "not a clue", "clueless", "not certain", "uncertain", "not known", "not known yet",
    "unknown",
    "wouldnt know", "would not know", "couldnt say", "cant say", "cannot say", "cant tell", "hard to say",
    "hard to tell", "difficult to say", "maybe", "maybe not", "perhaps", "possibly", "might", "might do", "might be",
    "could be", "could do", "it could do", "it might", "who knows", "how would i know", "no opinion", "to be confirmed",
    "tbc", "tbd", "havent checked", "not checked", "havent decided", "not decided", "undecided", "havent worked it out",
    "not worked out", "havent worked that out", "dont have a clue", "you tell me", "not sure yet", "dont really know",
    "havent looked", "need to check", "need to find out", "would have to check",
    "need to ask", "have to ask", "would have to ask", "must ask",
)  # fmt: skip
ALL: Final = (
    "all", "all of them", "all of these", "all of those", "all of the above", "all of it", "everything", "the lot",
    "every one", "every one of them", "both", "both of them",
)  # fmt: skip
EXCEPT: Final = ("all but", "all except", "everything but", "everything except", "all apart from", "all of them but",
                 "all of them except", "everything apart from")  # fmt: skip
_NOT_ONLY: Final = (("not", "only"), ("not", "just"))
ONLY_NOT: Final = (*_NOT_ONLY, ("no", "longer"), ("no", "doubt"))
"""Words that look so and do not."""
DENIES_NOTHING: Final = (*_NOT_ONLY, ("no", "doubt"))
"""The same behind what is named, where "no longer" denies it."""
MORE_THAN: Final = (*_NOT_ONLY, ("more", "than"), ("bigger", "than"), ("wider", "than"))
"""Words behind which something is named that is not the whole of it."""
DENYING: Final = _listed(
    "not never no hardly barely scarcely unused unsigned unaffected unchanged unneeded unnecessary"
)
"""Words that deny what stands before them too: "SharePoint can't do it"."""
AHEAD: Final = _listed(
    "about going will shall would nearly almost soon next ready due hope hopes hoping hopefully plan plans planning "
    "want wants intend intends intending before until once yet close"
)
"""Words of what has not happened so far."""
ORDINALS: Final = {
    word: number
    for number, words in enumerate(
        ("first 1st", "second 2nd", "third 3rd", "fourth 4th forth", "fifth 5th", "sixth 6th", "seventh 7th",
         "eighth 8th", "ninth 9th", "tenth 10th"), 1)
    for word in words.split()
}  # fmt: skip
NUMBERS: Final = {
    word: number
    for number, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
LAST: Final = frozenset({"last", "bottom", "final"})
FIRST: Final = frozenset({"first", "top"})
AROUND_A_NUMBER: Final = _listed(
    "the option options number numbers answer answers choice choices no nr item items theme themes one ones and or "
    "plus also please thanks id say its it that would be my is i think go for with pick choose"
)
EITHER: Final = frozenset({"or"})
HEDGES: Final = _listed(
    "well erm um uh er oh so ok okay hmm hi hello i think just its it is that thats probably really please thanks "
    "cheers mate sorry lol tbh honestly actually afraid im a the to be honest say id would say guess we maybe suppose "
    "definitely thing all right mostly"
)
"""Words around an answer that say nothing of it."""
COMMON: Final = _listed(
    "about above after again against almost alone along already although always among another anyone around asked "
    "away because become before begin behind being below better between beyond bring build called change check clear "
    "close could doing during early either enough every everyone example fairly feel finally first found friday given "
    "going great group hardly having helps hours house information instead issue itself knows large later latest "
    "least leave level likely local looking maybe means meant meeting might moment monday month months morning mostly "
    "never night noone nothing number often older other others ought paper party past people perhaps person place "
    "plain please point possible probably problem quick quickly quite rather ready really reason right second seems "
    "several shall share short should since small sometimes soon sorry sound stage start state still stuff such "
    "sunday support take taken talk than thank their them there these thing think those though through today together "
    "told tomorrow took towards under until used useful user users using usual very want week weeks went were what "
    "when where whether which while whole whose will wise with within without wonder word words work working world "
    "worth would write year years yesterday young yours spring summer autumn winter april march cheap great expect "
    "except wrong known"
)
"""Words that are spelt as they should be, so that none of them is taken for a slip."""
