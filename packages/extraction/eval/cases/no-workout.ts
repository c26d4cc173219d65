import type { EvalCase } from '../eval-case.ts';

const none = (id: string, language: string, caption: string, transcript?: string): EvalCase => ({
  id,
  language,
  caption,
  exercises: null,
  ...(transcript === undefined ? {} : { transcript }),
});

export const noWorkoutCases: readonly EvalCase[] = [
  none('no-food', 'en', 'High protein pancakes: 2 eggs, 100 g oats, 1 banana. 35 g of protein! #gymfood'),
  none('no-giveaway', 'en', 'GIVEAWAY 🎉 Follow, like and tag 3 friends. Ends 12/31/2026. 10k followers special!'),
  none('no-travel', 'en', '3 days in Lisbon: where to eat, what to see and how to spend less than 100 euros a day.'),
  none('no-shoes', 'en', 'These shoes are 40% off, sizes 36-42. Link in bio!'),
  none('no-mirror', 'en', 'Feeling cute after 75 days 💕 #75hard #gymgirl #fitcheck'),
  none(
    'no-spoken-story',
    'en',
    'storytime',
    'So I was on the phone for two hours with the bank and they transferred me five times.',
  ),
  none('no-receta', 'es', 'Ensalada de quinoa: 200 g de quinoa, 2 tomates y 1 pepino. Lista en 15 minutos.'),
  none('no-kuchen', 'de', 'Apfelkuchen: 3 Äpfel, 200 g Mehl, 45 Minuten bei 180 Grad backen.'),
];
