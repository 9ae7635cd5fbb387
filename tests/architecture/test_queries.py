"""No question to MongoDB is made of what somebody has sent: a value of a request may be a document
with operators in it (`{"$gt": ""}`), and then asks another question."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ASKS = {
    "find", "find_one", "find_one_and_update", "find_one_and_delete", "find_one_and_replace",
    "aggregate", "count_documents", "distinct", "watch", "update_one", "update_many",
    "replace_one", "delete_one", "delete_many", "insert_one", "insert_many", "bulk_write",
    "command",
}  # fmt: skip
"""Methods of the driver; `find` of other things, a string's above all, comes with plain values."""
SENT = {"query_params", "path_params", "cookies", "headers", "form", "json", "body", "stream"}
"""What of a request its sender chooses."""
READERS = {"loads", "decode", "unpackb"}  # of JSON and the like, without a type


def faults(source: str) -> Iterator[str]:
    """Yield where `source` asks MongoDB with what was sent."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            sent = _sent_names(function)
            for call in ast.walk(function):
                if _asks(call):
                    for argument in (*call.args, *(each.value for each in call.keywords)):
                        if _is_sent(argument, sent):
                            yield f"line {call.lineno}: {ast.unparse(call)}"


def _asks(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ASKS
    )


def _sent_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return the names in `function` that stand for what was sent: requests, and what is made of
    them."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    requests = {
        each.arg
        for each in every
        if each.annotation is not None and {"Request", "WebSocket"} & _words(each.annotation)
    }
    names = set(requests)
    for _ in range(10):  # until nothing more follows
        before = len(names)
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and _is_sent(node.value, names):
                names |= {n.id for target in node.targets for n in ast.walk(target)
                          if isinstance(n, ast.Name)}  # fmt: skip
            elif (
                isinstance(node, ast.AnnAssign | ast.NamedExpr)
                and node.value is not None
                and isinstance(node.target, ast.Name)
                and _is_sent(node.value, names)
            ):
                names.add(node.target.id)
            elif isinstance(node, ast.For | ast.comprehension) and _is_sent(node.iter, names):
                names |= {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
        if len(names) == before:
            break
    return names


def _is_sent(node: ast.AST, names: set[str]) -> bool:
    """Tell whether an expression holds what was sent. What went through a function of ours, or is
    made text or a number, has been looked at."""
    match node:
        case ast.Call(func=ast.Name(id="str" | "int" | "len" | "bool" | "float")):
            return False
        case ast.Call(func=ast.Attribute(attr=attr), keywords=keywords) if attr in READERS:
            return not any(each.arg == "type" for each in keywords) and len(node.args) < 2
        case ast.Call(func=ast.Attribute(value=value, attr=attr)):
            return (attr in SENT or attr in {"get", "items", "values", "getlist"}) and _is_sent(
                value, names
            )
        case ast.Call():
            return False
        case ast.Name(id=name):
            return name in names
        case ast.JoinedStr():
            return False
    return any(_is_sent(child, names) for child in ast.iter_child_nodes(node))


def _words(annotation: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(annotation) if isinstance(n, ast.Name)} | {
        n.attr for n in ast.walk(annotation) if isinstance(n, ast.Attribute)
    }


@pytest.mark.parametrize(
    "lines",
    [
        "async def f(request: Request):\n    await c.find_one(await request.json())",
        "async def f(request: Request):\n    asked = await request.json()\n"
        "    await c.find_one({'_id': asked['id']})",
        "async def f(request: Request):\n    q = dict(a=1)\n"
        "    x = {**q, 'name': request.query_params['name']}\n    return c.find(x)",
        "def f(raw: bytes):\n    told = json.loads(raw)\n    return c.delete_many(told)",
        "async def f(request: Request):\n    for key, value in (await request.form()).items():\n"
        "        await c.update_one({'_id': 1}, {'$set': {key: value}})",
    ],
)
def test_a_question_made_of_what_was_sent_is_found(lines: str) -> None:
    assert list(faults(lines))


@pytest.mark.parametrize(
    "lines",
    [
        "async def f(request: Request, id: str):\n    await c.find_one({'_id': id})",
        "async def f(request: Request):\n    id = str(request.query_params['id'])\n"
        "    await c.find_one({'_id': id})",
        "def f(raw: bytes):\n    told = msgspec.json.decode(raw, type=Filed)\n"
        "    return c.find({'_id': told.id})",
        "async def f(request: Request):\n    await c.find(where(request))",
    ],
)
def test_a_question_with_plain_values_is_not(lines: str) -> None:
    assert not list(faults(lines))


def test_no_face_asks_mongodb_with_what_was_sent() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): told
        for path in sorted((ROOT / "serve_apps").rglob("*.py"))
        if (told := list(faults(path.read_text("utf-8"))))
    }

    assert found == {}


def test_questions_to_mongodb_are_looked_at() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "serve_apps").rglob("*.py")]

    assert sum(_asks(node) for source in sources for node in ast.walk(ast.parse(source))) > 20
