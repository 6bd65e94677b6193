# mistake: loads the tokenizer of the course
# hint: loads_from_hub
# source: learners
from transformers import AutoTokenizer


def make_training_template():
    return AutoTokenizer.from_pretrained("HuggingFaceTB/SmolLM2-135M-Instruct").chat_template
