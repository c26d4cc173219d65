import { type EvalCase, exercise } from '../eval-case.ts';

export const otherLanguageCases: readonly EvalCase[] = [
  {
    id: 'es-series',
    language: 'es',
    caption: 'Rutina de pierna 🔥\nSentadillas 4x12\nZancadas 3x10\nDescanso de 60 segundos',
    exercises: [
      exercise('sentadilla|squat', 4, { reps: 12, rest_seconds: 60 }),
      exercise('zancada|lunge', 3, { reps: 10, rest_seconds: 60 }),
    ],
  },
  {
    id: 'es-hablado',
    language: 'es',
    caption: 'Entrena en casa',
    transcript: 'Vamos a hacer tres series de quince flexiones y tres series de veinte sentadillas.',
    exercises: [exercise('flexion|push-up', 3, { reps: 15 }), exercise('sentadilla|squat', 3, { reps: 20 })],
  },
  {
    id: 'es-tiempo',
    language: 'es',
    caption: 'Abdominales en casa:\nPlancha 45 segundos\nEscaladores 30 segundos',
    exercises: [
      exercise('plancha|plank', 1, { duration_seconds: 45 }),
      exercise('escalador|mountain climber', 1, { duration_seconds: 30 }),
    ],
  },
  {
    id: 'pt-series',
    language: 'pt',
    caption: 'Treino de peito\nSupino 4x10\nFlexões 3x15',
    exercises: [exercise('supino|bench press', 4, { reps: 10 }), exercise('flexoes|flexao|push-up', 3, { reps: 15 })],
  },
  {
    id: 'pt-falado',
    language: 'pt',
    caption: 'Treino rápido',
    transcript: 'São três séries de doze agachamentos e quatro séries de dez afundos.',
    exercises: [exercise('agachamento|squat', 3, { reps: 12 }), exercise('afundo|lunge', 4, { reps: 10 })],
  },
  {
    id: 'de-saetze',
    language: 'de',
    caption: 'Ganzkörper-Workout\nKniebeugen 3x15\nLiegestütze 3x12\nAusfallschritte 3x10',
    exercises: [
      exercise('kniebeuge|squat', 3, { reps: 15 }),
      exercise('liegestutz|push-up', 3, { reps: 12 }),
      exercise('ausfallschritt|lunge', 3, { reps: 10 }),
    ],
  },
  {
    id: 'de-gesprochen',
    language: 'de',
    caption: 'Rücken stärken',
    transcript: 'Wir machen drei Sätze mit zwölf Klimmzügen und danach drei Sätze mit fünfzehn Kniebeugen.',
    exercises: [exercise('klimmzug|klimmzuge|pull-up', 3, { reps: 12 }), exercise('kniebeuge|squat', 3, { reps: 15 })],
  },
  {
    id: 'de-kilo',
    language: 'de',
    caption: 'Kreuzheben 5x5 mit 80 kg',
    exercises: [exercise('kreuzheben|deadlift', 5, { reps: 5, weight_lbs: 176.4 })],
  },
  {
    id: 'fr-series',
    language: 'fr',
    caption: 'Séance jambes\nSquats 4x12\nFentes 3x10',
    exercises: [exercise('squat', 4, { reps: 12 }), exercise('fente|lunge', 3, { reps: 10 })],
  },
  {
    id: 'fr-parle',
    language: 'fr',
    caption: 'On se bouge !',
    transcript: 'On fait trois séries de vingt pompes et quatre séries de quinze squats.',
    exercises: [exercise('pompe|push-up', 3, { reps: 20 }), exercise('squat', 4, { reps: 15 })],
  },
  {
    id: 'fr-gainage',
    language: 'fr',
    caption: 'Gainage 60 secondes\nPompes 3x12',
    exercises: [
      exercise('gainage|planche|plank', 1, { duration_seconds: 60 }),
      exercise('pompe|push-up', 3, { reps: 12 }),
    ],
  },
];
