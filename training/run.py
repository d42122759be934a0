"""A training that can be stopped and resumed: the network, the mean of its last states, optimiser and rates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

HALF = torch.cpu._is_avx512_bf16_supported()  # noqa: SLF001 - nothing public tells
"""Whether this processor knows bfloat16."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained: AdamW with one cycle of learning rates (Smith and Topin 2019)."""

    steps: int
    decay: float
    """How much the weights decay in a step of rate 1."""
    warm: float
    """The share of the steps in which the rates rise."""
    lasting: float
    """How much of the mean is left after a step."""
    longest: float
    """The norm to which a gradient is clipped."""


class Run:
    """See the module's docstring; ``mean`` is what ships."""

    def __init__(self, file: Path | None, net: nn.Module, parts: dict[nn.Module, float], plan: Plan) -> None:
        """``parts``: the modules to train, each with its highest learning rate. ``file``: where to save the state."""
        self.net, self.step, self._file, self._longest = net, 0, file, plan.longest
        self.mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(plan.lasting))
        groups = [{"params": list(part.parameters()), "lr": rate} for part, rate in parts.items()]
        self._optimiser = torch.optim.AdamW(groups, weight_decay=plan.decay)
        self._rates = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, list(parts.values()), total_steps=plan.steps, pct_start=plan.warm
        )
        self._parts = {"net": net, "mean": self.mean, "optimiser": self._optimiser, "rates": self._rates}
        if file and file.exists():
            kept = torch.load(file)
            self.step = kept.pop("step")
            for name, state in kept.items():
                self._parts[name].load_state_dict(state)

    def learn(self, loss: torch.Tensor) -> None:
        """Takes one training step."""
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.net.parameters(), self._longest)
        self._optimiser.step()
        self._rates.step()
        self.mean.update_parameters(self.net)
        self.step += 1

    def keep(self) -> None:
        """Saves the state to the file."""
        if not self._file:
            return
        unfinished = self._file.with_suffix(".part")
        torch.save({"step": self.step} | {n: p.state_dict() for n, p in self._parts.items()}, unfinished)
        unfinished.replace(self._file)
