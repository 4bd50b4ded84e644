"""The sentence encoder: a fine-tuned MiniLM in ONNX (int8), run without torch, a text a thread."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sro_nlp.errors import MissingExtra, ModelError
from sro_nlp.processes import cores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_TOKENS = 256


class Encoder:
    """Texts to embeddings.

    Args:
        folder: holds `encoder.onnx`, `tokenizer.json` and `encoder.json`.
        threads: how many texts are read at once; 0 for one a core, 1 where many worker processes share the machine.

    Raises:
        MissingExtra: onnxruntime or tokenizers is not installed.
        ModelError: a file is absent or damaged.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtra(
                f"{error.name} is not installed; install sro-nlp with its dependencies or use --model light"
            ) from error
        try:
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1  # texts are short: a thread a text beats threads within one
            options.log_severity_level = 3
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self.size: int = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))["size"]
        except Exception as error:  # onnxruntime and tokenizers raise bare Exceptions
            raise ModelError(f"{folder}: the encoder cannot be loaded ({error}); reinstall the model") from error
        self._threads = threads or cores()
        self._ahead: dict[str, NDArray[np.float32]] = {}
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Mean-pooled embeddings, shape (n, size); equal texts are read once.

        Each text is run alone: the int8 network scales its numbers by the largest of a batch, so that in a batch a
        text's embedding would depend on its neighbours. Without padding this is also twice as fast on one core.
        """
        import numpy as np

        found = {text: self._ahead[text] for text in texts if text in self._ahead}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, self._run(self._tokenizer.encode_batch(new)), strict=True)
        return np.asarray([found[text] for text in texts], np.float32).reshape(len(texts), self.size)

    def _run(self, encodings: Sequence[Any]) -> list[NDArray[np.float32]]:
        if self._threads == 1:
            return [self._run_one(encoding) for encoding in encodings]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._run_one, encodings))

    def _run_one(self, encoding: Any) -> NDArray[np.float32]:
        import numpy as np

        ids = np.asarray([encoding.ids], np.int64)
        embedding: NDArray[np.float32] = self._session.run(
            None, {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        )[0][0]
        return embedding

    def read_ahead(self, texts: Sequence[str]) -> None:
        """Embed texts that are about to be asked for, while another thread loads what else is needed."""
        self._ahead = dict(zip(texts, self.embed(texts), strict=True))
