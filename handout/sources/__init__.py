"""First stage: what people wrote (content blocks, layers, a customization), read with its positions."""
