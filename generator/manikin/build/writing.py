"""Rows to files: made by some threads, encoded by others, appended in order by one.

All that waits is bounded: some chunks that are being made, some pieces that are being encoded or wait for their turn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from manikin.build.checkpoints import Chunks
from manikin.build.cutting import Cutter, Piece
from manikin.build.files import TableFiles
from manikin.build.journal import Journal, Progress
from manikin.build.output import Output
from manikin.build.tables import csv_table, sink_table
from manikin.defects import answers
from manikin.engines import local
from manikin.engines.turns import Turns
from manikin.run import World
from manikin.sinks import Encoder, FileRecord
from manikin.sinks.sections import SectionsEncoder, SectionsWriter

CHECKPOINT_ROWS: Final = 1 << 22
"""Rows after which it is written down how far the build is."""
Tick = Callable[[int, int], None]
"""Told how many rows more there are, and how many there will be."""


@dataclass(frozen=True)
class Written:
    """The files of each table, and that of the answer key if there is one."""

    tables: dict[str, tuple[FileRecord, ...]]
    key: FileRecord | None = None


@dataclass(frozen=True)
class _Key:
    """The answer key: one file, in sections that grow at the same time."""

    encoder: Encoder
    writer: SectionsWriter

    def append(self, _: int, encoded: Any, *, ends_part: bool) -> None:
        assert not ends_part
        self.writer.append(encoded)

    def abort(self) -> None:
        self.writer.abort()


@dataclass
class Writing:
    """The writing of one build.

    Parameters
    ----------
    made : World
        The rows.
    folder : Path
        Where the files go.
    output : Output
        What is written.
    workers : int
        Threads that make rows, and threads that encode them; one more appends.
    journal : Journal, optional
        Where it is written down how far the build is.
    begun : Progress
        How far an earlier run came.
    """

    made: World
    folder: Path
    output: Output
    workers: int = 1
    journal: Journal | None = None
    begun: Progress = field(default_factory=Progress)

    def write(self, tick: Tick) -> Written:
        """Write the tables, and the answer key if there are to be defects; return what the files are."""
        plan = self.made.plan
        self._tables = {
            p.table.name: sink_table(p.table, plan.spec, self.output.said, self.output.compression or "")
            for p in plan.tables
            if p.written
        }
        self._files: dict[str, TableFiles] = {}
        self._keys: list[_Key] = []
        try:
            self._open()
            self._fill(tick)
            records = {name: files.close() for name, files in self._files.items()}
            return Written(records, *(key.writer.close() for key in self._keys))
        except BaseException:
            open_: tuple[TableFiles | _Key, ...] = (*self._files.values(), *self._keys)
            for files in open_:
                files.abort()
            raise

    def _open(self) -> None:
        spec = self.made.plan.spec
        for name, table in self._tables.items():
            self.output.require_countable(name, self.made.row_count(name))
            states = self.begun.files.get(name, {})
            self._files[name] = TableFiles(self.folder, table, self.output, states)
        if self.made.plan.sizes.defects:
            key = csv_table(answers.NAME, answers.SCHEMA, spec)
            writer = SectionsWriter(self.folder / f"{answers.NAME}.csv", key, tuple(self._tables))
            self._keys.append(_Key(SectionsEncoder(key, section="table"), writer))

    def _fill(self, tick: Tick) -> None:
        sink = self.output.sink
        encoders: dict[str, Encoder] = {name: sink.encoder(table) for name, table in self._tables.items()}
        done, begin = self.begun.rows, dict.fromkeys(self._tables, (0, 0)) | dict(self.begun.begin)
        cutters = {
            name: Cutter(
                encoder.together, self.output.part_rows, done.get(name, 0), done.get(name, 0) - begin[name][1]
            )
            for name, encoder in encoders.items()
        }
        for key in self._keys:
            encoders[answers.NAME] = key.encoder
            cutters[answers.NAME] = Cutter(None, None)
        chunks = Chunks(begin)
        first = {name: chunk for name, (chunk, _) in begin.items()} if self.begun.begin else None
        total, unsaved = sum(self.made.row_count(name) for name in self._tables), 0
        tick(sum(rows for _, rows in begin.values()), total)
        with ThreadPoolExecutor(self.workers) as pool, Turns(most=2 * self.workers + 2) as turns:

            def pass_on(name: str, piece: Piece) -> None:
                turns.add(self._append, (name, piece, pool.submit(encoders[name].encode, piece.batches)))

            for batches in local.chunks(self.made, workers=self.workers, begin=first):
                for name, batch in batches:
                    for piece in cutters[name].add(batch):
                        pass_on(name, piece)
                rows = Counter[str]()
                for name, batch in batches:
                    rows[name] += batch.num_rows if name in self._tables else 0
                turns.add(chunks.add, rows)
                tick(rows.total(), total)
                unsaved += rows.total()
                if unsaved >= CHECKPOINT_ROWS and self.journal is not None:
                    turns.add(self._checkpoint, chunks)
                    unsaved = 0
            for name, cutter in cutters.items():
                for piece in cutter.rest():
                    pass_on(name, piece)

    def _append(self, what: tuple[str, Piece, Future[Any]]) -> None:
        name, piece, encoded = what
        files = self._files.get(name) or self._keys[0]
        files.append(piece.part, encoded.result(), ends_part=piece.ends_part)

    def _checkpoint(self, chunks: Chunks) -> None:
        """Bring everything to the disk, and write down how far that is."""
        assert self.journal is not None
        states = {name: files.states() for name, files in self._files.items()}
        begin = chunks.restart({name: files.rows for name, files in self._files.items()})
        self.journal.add(Progress(begin, states))
