"""A local online judge for multimodal / LLM algorithm interviews. Start with `judge.judging`, the core."""

__version__ = "0.1.0"
