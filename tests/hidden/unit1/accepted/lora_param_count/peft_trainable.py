# source: learners
from peft import LoraConfig, TaskType, get_peft_model


def lora_param_count(model, r, target_modules):
    config = LoraConfig(task_type=TaskType.CAUSAL_LM, r=r, lora_alpha=16, target_modules=target_modules)
    trainable, _ = get_peft_model(model, config).get_nb_trainable_parameters()
    return trainable
