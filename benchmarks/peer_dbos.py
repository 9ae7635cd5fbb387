"""The DBOS side of `bench peers`: a workflow of one transaction, and its clients, in one process.

Runs in the environment of the peers. A step is a workflow whose id is the idempotency key; its one
transaction reads the dossier under a row lock, checks the rule and writes it, and DBOS keeps the
checkpoint in that same transaction. Read committed is enough under a row lock, and cheaper than the
serializable that DBOS takes by default. Speaks the protocol of `peer_process.py`.
"""

import json
import os
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

import sqlalchemy
from dbos import DBOS, SetWorkflowID, SQLAlchemyDatasource

from benchmarks.peer_rule import FORM, NOTE, entities, entity, next_step

URL = os.environ["PEER_DATABASE"]
CLIENTS = int(os.environ["PEER_CLIENTS"])
POOL = max(CLIENTS, 20)  # a connection for each client, and no fewer than DBOS takes by itself

_read = sqlalchemy.text("SELECT form, steps, closed FROM dossiers WHERE id = :id FOR UPDATE")
_write = sqlalchemy.text("UPDATE dossiers SET steps = :steps, note = :note WHERE id = :id")

DBOS(
    config={
        "name": "dossiers",
        "system_database_url": f"{URL}/dossiers_dbos_sys",
        "sys_db_pool_size": POOL,
        "log_level": "WARNING",
    }
)
source = SQLAlchemyDatasource.create(
    f"{URL}/dossiers", engine_kwargs={"pool_size": POOL, "max_overflow": 0}
)


@source.transaction(isolation_level="READ COMMITTED")
def keep_step(dossier: str, note: str) -> int:
    session = source.sql_session()
    _, steps, closed = session.execute(_read, {"id": dossier}).one()
    step = next_step(steps, closed)
    session.execute(_write, {"id": dossier, "steps": step, "note": note})
    return step


@DBOS.workflow()
def advance(dossier: str, note: str) -> int:
    return keep_step(dossier, note)


def make_dossiers() -> None:
    with source.engine.begin() as connection:
        connection.execute(
            sqlalchemy.text(
                "CREATE TABLE dossiers (id text PRIMARY KEY, form jsonb NOT NULL, "
                "steps int NOT NULL, note text NOT NULL, closed boolean NOT NULL)"
            )
        )
        connection.execute(
            sqlalchemy.text("INSERT INTO dossiers VALUES (:id, :form, 0, '', false)"),
            [{"id": name, "form": json.dumps(FORM)} for name in entities(CLIENTS)],
        )


def client(number: int, end: float) -> int:
    done = 0
    while time.monotonic() < end:
        with SetWorkflowID(uuid.uuid4().hex):
            advance(entity(number, done), NOTE)
        done += 1
    return done


def ask(question: str) -> Any:
    with source.engine.connect() as connection:
        return connection.execute(sqlalchemy.text(question)).scalar_one()


def configuration() -> dict[str, Any]:
    names = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "wal_level")
    return {
        "dbos": version("dbos"),
        "postgresql": {name: ask(f"SHOW {name}") for name in names},
        "isolation": "read committed, row lock",
        "pool_size": POOL,
        "application_processes": 1,
        "client_threads": CLIENTS,
    }


def say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    make_dossiers()
    DBOS.launch()
    say(configuration=configuration())
    with ThreadPoolExecutor(CLIENTS) as clients:
        for line in sys.stdin:
            began = time.monotonic()
            end = began + float(line)
            done = sum(clients.map(client, range(CLIENTS), [end] * CLIENTS))
            seconds = time.monotonic() - began
            say(steps=done, seconds=seconds, kept=ask("SELECT sum(steps) FROM dossiers"))
    DBOS.destroy()


if __name__ == "__main__":
    main()
