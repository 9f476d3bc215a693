"""A real cross-encoder, tiny and with random weights, saved by its own classes: no network, the same every time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WORDS = (
    "[PAD] [UNK] [CLS] [SEP] [MASK] . , the a of in on was were ferry struck reef hit harbour wall not people injured"
    " rescued lifeboat crew said coastguard friday morning passengers fourteen twelve nobody bank carrapel leocadia"
).split()


def save(
    folder: Path, labels: Sequence[str] = ("contradiction", "entailment", "neutral"), sure: int | None = None
) -> None:
    """Write the model to `folder`. `sure`: the class that it gives to every pair with near certainty."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    torch.manual_seed(7)
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(WORDS),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            max_position_embeddings=64,
            id2label=dict(enumerate(labels)),
            label2id={label: number for number, label in enumerate(labels)},
        )
    )
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(20.0)
        if sure is not None:
            model.classifier.weight.zero_()
            model.classifier.bias.zero_()
            model.classifier.bias[sure] = 6.0
    model.save_pretrained(folder)
