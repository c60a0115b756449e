"""Parser combinators: small parsers, each gives (value, end) or None, are put together to the grammar."""

import re


def token(pattern, make):
    regex = re.compile(r"[ \t\n\r]*+(" + pattern + ")", re.DOTALL)

    def parse(text, at):
        match = regex.match(text, at)
        return match and (make(match[1]), match.end())

    return parse


def either(*parsers):
    def parse(text, at):
        for parser in parsers:
            result = parser(text, at)
            if result:
                return result
        return None

    return parse


def sequence(*parsers):
    def parse(text, at):
        values = []
        for parser in parsers:
            result = parser(text, at)
            if not result:
                return None
            value, at = result
            values.append(value)
        return values, at

    return parse


def mapped(parser, make):
    def parse(text, at):
        result = parser(text, at)
        return result and (make(result[0]), result[1])

    return parse


def listed(opening, item, closing):
    """Items between two marks, with commas between them and perhaps one behind the last."""

    def parse(text, at):
        values = []
        step = opening(text, at)
        while step:
            end = closing(text, step[1])
            if end:
                return values, end[1]
            step = item(text, step[1])
            if not step:
                return None
            values.append(step[0])
            end = closing(text, step[1])
            if end:
                return values, end[1]
            step = comma(text, step[1])
        return None

    return parse


def mark(character):
    return token(re.escape(character), str)


SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
ESCAPE = re.compile(r"\\(?:u(....)|(.))", re.DOTALL)


def unescaped(quoted):
    plain = ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else SHORT.get(m[2], m[2]), quoted[1:-1])
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def quoted_by(quote):
    inside = rf"(?:[^{quote}\\]++|\\(?:[\"'\\/bfnrt]|u[0-9A-Fa-f]{{4}}))*+"
    return token(quote + inside + quote, unescaped)


def later(text, at):
    return value(text, at)


comma = mark(",")
string = either(quoted_by('"'), quoted_by("'"))
fraction = token(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", float)
whole = token(r"-?(?:0|[1-9][0-9]*)", int)
truth = either(token("[tT]rue", lambda _: True), token("[fF]alse", lambda _: False), token("null|None", lambda _: None))
array = listed(mark("["), later, mark("]"))
pair = mapped(sequence(string, mark(":"), later), lambda parts: (parts[0], parts[2]))
thing = mapped(listed(mark("{"), pair, mark("}")), dict)
value = either(string, fraction, whole, truth, array, thing)


def is_a(kind, x):
    match kind, x:
        case ("boolean", bool()) | ("string", str()):
            return True
        case (_, bool()):
            return False
        case ("integer", int()) | ("number", int() | float()):
            return True
        case ("strings", list()):
            return all(isinstance(item, str) for item in x)
    return False


def satisfies(found, fields):
    return all(
        (kind.endswith("?") and found.get(name) is None) or is_a(kind.removesuffix("?"), found.get(name))
        for name, kind in fields.items()
    )


def parse_model_output(text, fields):
    answer, at = None, 0
    while (at := text.find("{", at)) >= 0:
        result = thing(text, at)
        if not result:
            at += 1
            continue
        found, at = result
        if satisfies(found, fields):
            answer = {name: found.get(name) for name in fields}
    if answer is None:
        raise ValueError("no object answers the prompt")
    return answer
