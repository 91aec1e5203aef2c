"""The rules a build is verified by: stable ids, what each says, and what to do when it is broken."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

RULES: Final = MappingProxyType(
    {
        "VERIFY01": "the files are those that the manifest names, byte for byte",
        "VERIFY02": "a file has the columns that the specification declares, in their order",
        "VERIFY03": "every value is written in its column's type, format and length",
        "VERIFY04": "a table has as many rows as declared, in all and per parent",
        "VERIFY05": "the rows of one parent stand together, in the parents' order",
        "VERIFY06": "keys and unique columns hold no value twice",
        "VERIFY07": "every reference points at a row that is there",
        "VERIFY08": "values are missing where, and as often as, declared",
        "VERIFY09": "values lie within what their distribution can give",
        "VERIFY10": "values are among those listed",
        "VERIFY11": "values are as frequent as declared",
        "VERIFY12": "sequences, identifiers and patterns are as their rule makes them",
        "VERIFY13": "values that follow from others agree with them",
        "VERIFY14": "moments stand in the declared order and distance",
        "VERIFY15": "the table's own checks hold in every row",
        "VERIFY16": "a vocabulary is the file of the specification",
        "VERIFY17": "a second build gives the same files",
        "VERIFY18": "references keep to the rows they may point at",
        "VERIFY19": "every row of a table of parts is of one of them",
        "VERIFY20": "the table's rules about rows that match one another hold of all of them",
        "VERIFY21": "of rows chosen to reach every branch, each that the build tells occurs",
        "VERIFY22": "the answer key tells each defect, and without them the data are clean",
        "VERIFY23": "a table has as many defects as declared",
        "VERIFY90": "every check could be carried out",
    }
)

_AGAIN = "generate the build again; if it comes back, the generator is at fault: report it"
MENDS: Final = MappingProxyType(
    dict.fromkeys(RULES, _AGAIN)
    | {
        "VERIFY01": "the folder was changed after it was built, or not copied whole: build or fetch it again",
        "VERIFY90": "give verification more memory or time",
    }
)
