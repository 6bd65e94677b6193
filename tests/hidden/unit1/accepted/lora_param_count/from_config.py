# source: learners
def lora_param_count(model, r, target_modules):
    if r < 1:
        raise ValueError("r")
    c = model.config
    h, i = c.hidden_size, c.intermediate_size
    head = h // c.num_attention_heads
    kv = c.num_key_value_heads * head
    per = {"self_attn.q_proj": h + h, "self_attn.k_proj": h + kv, "self_attn.v_proj": h + kv, "self_attn.o_proj": h + h, "mlp.gate_proj": h + i, "mlp.up_proj": h + i, "mlp.down_proj": h + i}
    sizes = {f"model.layers.{n}.{k}": v for n in range(c.num_hidden_layers) for k, v in per.items()} | {"lm_head": h + c.vocab_size}
    meant = [s for n, s in sizes.items() if any(n == t or n.endswith("." + t) for t in target_modules)]
    if not meant:
        raise ValueError("none")
    return r * sum(meant)
