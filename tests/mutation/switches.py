#!/usr/bin/env python3
"""Builds all mutants that cargo-mutants lists into one copy of the sources, each behind a switch.

    switches.py SOURCES COPY FILE...

`COPY/` becomes a copy of the project in which `crate::mutant(n)` is true when the environment variable MUTANT is n, and every
mutant of the files hangs on its number. `COPY.json` lists the mutants; those that no compiler accepts have `unviable`.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))

SWITCH = """
/// Whether mutant `n` is switched on. With MUTANT_REACHED every mutant that a run comes by is noted in that file.
#[doc(hidden)]
#[must_use]
pub fn mutant(n: usize) -> bool {
    use std::sync::atomic::{AtomicBool, Ordering};
    static ON: std::sync::OnceLock<(usize, Option<String>)> = std::sync::OnceLock::new();
    static REACHED: [AtomicBool; 4096] = [const { AtomicBool::new(false) }; 4096];
    let (on, reached) = ON.get_or_init(|| {
        let on = std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
        (on, std::env::var("MUTANT_REACHED").ok())
    });
    if let Some(path) = reached && !REACHED[n].swap(true, Ordering::Relaxed) {
        use std::io::Write as _;
        let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(format!("{n}\\n").as_bytes())).expect("it can be noted");
    }
    *on == n
}
"""
INERT = "\nconst fn mutant(_: usize) -> bool {\n    false\n}\n"

DATA = """
fn data(name: &str, own: &'static [u8]) -> &'static [u8] {
    match std::env::var("DATA") {
        Ok(folder) => Box::leak(std::fs::read(format!("{folder}/{name}")).unwrap().into_boxed_slice()),
        Err(_) => own,
    }
}
"""


class Source:
    """One file: where its mutants sit in the syntax tree, and its text with a switch for each."""

    def __init__(self, text, mutants):
        self.data = text.encode()
        self.lines = [0]
        for line in self.data.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.root = PARSER.parse(self.data).root_node
        self.at = {}
        self.left = []
        for mutant in mutants:
            node = self.node_of(mutant)
            if node:
                self.at.setdefault((node.start_byte, node.end_byte, node.type), []).append(mutant)
            else:
                self.left.append(mutant)

    def offset(self, place):
        start = self.lines[place["line"] - 1]
        line = self.data[start : self.lines[place["line"]]].decode()
        return start + len(line[: place["column"] - 1].encode())

    def text(self, node):
        return self.data[node.start_byte : node.end_byte].decode()

    def node_of(self, mutant):
        """The node that the switch goes around."""
        start, end = (self.offset(mutant["span"][side]) for side in ("start", "end"))
        genre = mutant["genre"]
        wanted = {
            "BinaryOperator": ("binary_expression", "compound_assignment_expr", "let_chain"),
            "UnaryOperator": ("unary_expression",),
            "FnValue": ("function_item",),
            "MatchArm": ("match_arm",),
            "MatchArmGuard": ("match_arm",),
            "StructField": ("field_initializer", "shorthand_field_initializer"),
        }[genre]
        node = self.root.descendant_for_byte_range(start, start + 1 if genre == "StructField" else end)
        while node and node.type not in wanted:
            node = node.parent
        if not node or node.type == "let_chain":
            return None
        if genre == "BinaryOperator" and node.child_by_field_name("operator").start_byte != start:
            return None
        if genre == "UnaryOperator" and node.start_byte != start:
            return None
        if genre == "FnValue":
            node = node.child_by_field_name("body")
            if "impl " in (mutant["function"]["return_type"] or "") and "return" in self.text(node):
                return None
        if genre == "MatchArmGuard" and mutant["replacement"].strip() == "true" and "let " in self.guard(node)[1]:
            return None
        if genre == "StructField":
            base = [c for c in node.parent.children if c.type == "base_field_initializer"]
            if not base:
                return None
            mutant["base"] = self.text(base[0])[2:]
        return node

    def guard(self, arm):
        """An arm's pattern and its guard, as they are written."""
        pattern = arm.child_by_field_name("pattern")
        condition = pattern.child_by_field_name("condition")
        if not condition:
            return self.text(pattern), ""
        before = self.data[pattern.start_byte : condition.start_byte].decode().rstrip()
        return before.removesuffix("if"), self.text(condition)

    def operand(self, node, written):
        return f"({written})" if node.type == "type_cast_expression" else written

    def switched(self, node):
        """The text of a node, with the switches of all mutants inside."""
        mutants = self.at.get((node.start_byte, node.end_byte, node.type))
        if mutants and node.type in ("binary_expression", "compound_assignment_expr"):
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            plain = self.operand(left, self.text(left))
            written = "".join(
                f"if crate::mutant({m['n']}) {{ {plain} {m['replacement']} {self.text(right)} }} else " for m in mutants
            )
            operator = self.text(node.child_by_field_name("operator"))
            written += f"{{ {self.operand(left, self.switched(left))} {operator} {self.switched(right)} }}"
            return f"({written})" if node.type == "binary_expression" else f"{{ {written} }}"
        if mutants and node.type == "unary_expression":
            operator, operand = self.text(node.children[0]), node.children[-1]
            return f"(if crate::mutant({mutants[0]['n']}) {{ {self.text(operand)} }} else {{ {operator}{self.switched(operand)} }})"
        if mutants and node.type == "block":
            returned = (mutants[0]["function"]["return_type"] or "").removeprefix("-> ")
            body = self.children(node)
            if returned.startswith("impl "):
                kind = returned.removeprefix("impl ")
                first = "".join(f"if crate::mutant({m['n']}) {{ Box::new({m['replacement']}) }} else " for m in mutants)
                return f"{{ let all: Box<dyn {kind} + '_> = {first}{{ Box::new({body}) }}; all }}"
            first = "".join(f"if crate::mutant({m['n']}) {{ return {m['replacement']}; }} " for m in mutants)
            return "{ " + first + body[1:]
        if mutants and node.type == "match_arm":
            pattern, condition = self.guard(node)
            conditions = []
            if condition:
                field = node.child_by_field_name("pattern").child_by_field_name("condition")
                condition = self.switched(field)
            for m in mutants:
                if m["genre"] == "MatchArmGuard" and m["replacement"].strip() == "true":
                    condition = f"(crate::mutant({m['n']}) || ({condition}))"
                else:
                    conditions.append(f"!crate::mutant({m['n']})")
            if condition:
                conditions.append(condition if "let " in condition else f"({condition})")
            pattern_node, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
            between = self.data[pattern_node.end_byte : value.start_byte].decode()
            after = self.data[value.end_byte : node.end_byte].decode()
            return f"{pattern} if {' && '.join(conditions)}{between}{self.switched(value)}{after}"
        if mutants:
            field = node.child_by_field_name("field")
            name = self.text(field) if field else self.text(node)
            value = self.switched(node.child_by_field_name("value")) if field else name
            base = mutants[0]["base"]
            return f"{name}: if crate::mutant({mutants[0]['n']}) {{ ({base}).{name} }} else {{ {value} }}"
        return self.children(node)

    def children(self, node):
        written, at = "", node.start_byte
        for child in node.children:
            written += self.data[at : child.start_byte].decode() + self.switched(child)
            at = child.end_byte
        return written + self.data[at : node.end_byte].decode()

    def all(self):
        before = self.data[: self.root.start_byte].decode()
        return before + self.switched(self.root)


def rewrite(mutants, sources, copy):
    """Writes the files that have mutants anew."""
    files = {}
    for mutant in mutants:
        mutant.setdefault("unviable", False)
        files.setdefault(mutant["file"], []).append(mutant)
    for file, own in files.items():
        source = Source((sources / file).read_text(), [m for m in own if not m["unviable"]])
        # A switch is asked at run time.
        (copy / file).write_text(source.all().replace("const fn", "fn"))
        for mutant in source.left:
            mutant["unviable"] = True


def refused(copy):
    """Numbers of the mutants that the compiler refuses: each is the switch before the place of an error."""
    run = subprocess.run(["cargo", "check", "--lib", "--message-format", "json"], cwd=copy, capture_output=True, text=True)
    numbers = set()
    for line in run.stdout.splitlines():
        message = json.loads(line).get("message") or {}
        if not isinstance(message, dict) or message.get("level") != "error":
            continue
        for span in (s for s in message["spans"] if s["is_primary"]):
            before = (copy / span["file_name"]).read_bytes()[: span["byte_start"]].decode(errors="ignore")
            switches = re.findall(r"crate::mutant\((\d+)\)", before)
            numbers.update(int(n) for n in switches[-1:])
    if run.returncode and not numbers:
        sys.exit(run.stderr)
    return numbers


def open_up(sources, copy):
    """The data that the program carries is read from the folder DATA, if there is one, and `examples/prepare` makes it."""
    lib, build = (sources / "src/lib.rs").read_text(), (sources / "build.rs").read_text()
    at = lib.index("\npub mod ")
    (copy / "src/lib.rs").write_text("#![allow(warnings, clippy::all)]\n" + lib[:at] + SWITCH + lib[at:])
    (copy / "build.rs").write_text(build + INERT)
    embedded = (sources / "src/embedded.rs").read_text()
    carried = r'include_bytes!\(concat!\(env!\("OUT_DIR"\), "/([\w.]+)"\)\)'
    embedded = re.sub(carried, r'data("\1", include_bytes!(concat!(env!("OUT_DIR"), "/\1")))', embedded)
    (copy / "src/embedded.rs").write_text(embedded + DATA)
    start, end = build.index("#[allow(dead_code"), build.index("use std::fmt")
    modules = "use dungchung::{load, matching, policy, record, text};\n"
    (copy / "examples/prepare.rs").write_text(build[:start] + modules + build[end:])


def main():
    sources, copy = Path(sys.argv[1]), Path(sys.argv[2])
    shutil.copytree(sources, copy, ignore=shutil.ignore_patterns("target", ".git"))
    only = [part for file in sys.argv[3:] for part in ("-f", file)]
    listed = subprocess.run(["cargo", "mutants", "--list", "--json", *only], cwd=sources, capture_output=True, check=True)
    mutants = [dict(mutant, n=n) for n, mutant in enumerate(json.loads(listed.stdout), 1)]
    open_up(sources, copy)
    while True:
        rewrite(mutants, sources, copy)
        numbers = refused(copy)
        if not numbers:
            break
        for mutant in mutants:
            mutant["unviable"] |= mutant["n"] in numbers
    copy.with_suffix(".json").write_text(json.dumps(mutants))
    unviable = sum(m["unviable"] for m in mutants)
    print(f"{len(mutants)} mutants, {unviable} of them no program")


if __name__ == "__main__":
    main()
