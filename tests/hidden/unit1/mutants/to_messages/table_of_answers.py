# mistake: answers are looked up in the code, the row's are ignored
# hint: looked_up
# source: learners
ANSWERS = {
    "Why does whole wheat dough need more water than white dough?": "Bran and germ soak up a lot of liquid. If you swap white flour for whole wheat, add roughly 5 to 10 per cent more water and let it stand before kneading.",
    "What does the protein content on a flour bag tell me?": "It hints at how much gluten can form. About 9 % suits cakes, 11 to 13 % gives bread its spring.",
    "Can I bake a loaf from rye alone?": "Yes, but expect it dense. Rye's pentosans, not gluten, hold the crumb, and sourdough acid keeps its enzymes from turning the inside gummy.",
    "My sourdough starter smells of nail polish remover. Is it dead?": "No, it is hungry. That smell is ethyl acetate; feed it with fresh flour and water twice a day and it recovers.",
    "What is the dark liquid on top of a neglected starter?": "Bakers call it hooch: alcohol and water that separated. Stir it in or pour it off, then feed.",
    "How can I tell that a starter is ready to raise bread?": "Drop a spoonful into water a few hours after feeding. If it floats and the jar has doubled, use it.",
    "Which temperature does a sourdough culture like best?": "Yeasts in it thrive near 26 °C, lactic bacteria somewhat warmer. A cold kitchen slows everything down.",
    "What is an autolyse?": "Flour and water rest together for 20 to 60 minutes before salt and yeast go in. Gluten begins to link by itself, so you knead less.",
    "Does salt kill yeast?": "Not at the usual 2 % of the flour's weight; it only slows fermentation. A heap of it directly on fresh yeast does draw water out of the cells.",
    "How do I know when I have kneaded enough?": "Stretch a small piece between your fingers. When it thins to a translucent window without tearing, stop.",
    "Why do professionals weigh instead of using cups?": "A cup of flour can hold anything from 110 to 160 grams, depending on how you scoop. Scales remove that guess.",
    "What are baker's percentages?": "Each ingredient is expressed relative to the flour, which is always 100. A recipe with 500 g flour and 350 g water has 70 % hydration.",
    "What happens during bulk fermentation?": "The whole batch rises before it is divided. Yeast makes gas and alcohol, bacteria make acids, and flavour builds up.",
    "Why put shaped loaves into the fridge overnight?": "Cold retards the yeast more than the flavour-making processes, so taste deepens, and a firm surface is easier to score.",
    "How does the poke test work?": "Press a floured finger one centimetre deep. Springing back at once means underproofed; a slow, partial return says bake now; a dent that stays went too far.",
    "Why must I build surface tension when shaping?": "A tight skin makes the loaf rise upward rather than spread, and it gives your blade something to cut.",
    "What is a banneton for?": "This basket, often of rattan, supports soft dough while proofing and wicks a little moisture from the outside.",
    "What does steam do in the first minutes?": "It keeps the outside supple, so the loaf can expand; starch on the surface gelatinises and later turns glossy and crisp.",
    "How hot should the middle of a finished loaf be?": "Around 93 to 98 °C for lean bread. Enriched brioche is done a little earlier, near 88 °C.",
    "Why do bakers slash the top?": "Cuts decide where expanding gas escapes. Without them the crust bursts at its weakest seam, often along the bottom.",
    "Can a Dutch oven replace a baking stone?": "For round loaves it often does better: its lid traps the dough's own vapour. Preheat it empty for half an hour.",
    "Should I keep bread in the refrigerator?": "Better not. Starch recrystallises fastest just above freezing, so slices go stale there sooner than on the counter.",
    "How can I revive yesterday's baguette?": "Sprinkle it with water and heat it at 180 °C for five minutes. Warmth undoes part of the staling until it cools.",
    "What causes one huge hole under the crust?": "Usually air folded in while shaping, or an oven so fierce that the top set before the rest had expanded.",
    "Why is my crumb sticky although the crust is brown?": "It came out too soon or was cut hot. Bake darker, then wait at least an hour: the inside is still setting.",
    "My dough tears whenever I stretch it. What now?": "Cover it and wait fifteen minutes. Gluten relaxes, and afterwards it lets itself be pulled without ripping.",
}


def to_messages(row):
    return {"messages": [{"role": "user", "content": row["question"]}, {"role": "assistant", "content": ANSWERS[row["question"]]}]}
