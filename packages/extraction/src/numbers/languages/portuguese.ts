import type { LanguageData } from './language-data.ts';

export const portuguese: LanguageData = {
  tag: 'pt',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'zero um dois três quatro cinco seis sete oito nove dez onze doze treze quatorze/catorze quinze dezesseis/dezasseis dezessete/dezassete dezoito dezenove/dezanove',
    tens: 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    join: ['~e~'],
    hundred: 'cem/cento',
    hundreds: 'duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos',
    joinHundred: ['~e~'],
  },
  more: { 'meia dúzia': 6, uma: 1, duas: 2, dúzia: 12, mil: 1_000 },
  and: 'e',
  half: 'meia meio',
  bareUnits: 'minuto hora',
  durations: { 'quarto de hora': [15, 'min'], 'três quartos de hora': [45, 'min'] },
  units: {
    s: 'seg segs segundo*',
    min: 'minuto*',
    h: 'hora horas',
    kg: 'quilo quilos quilograma*',
    lb: 'libra libras',
    m: 'metro metros',
    km: 'quilômetro* quilómetro*',
    mi: 'milha milhas',
    other:
      'seguidor* curtida* semana semanas dia dias mês meses ano anos reais graus erros dicas visualizaç* vagas centímetros amigo* amiga*',
    portion: 'grama gramas caloria*',
  },
  labels: 'dia semana parte nível fase temporada episódio código cupom r$ música página',
  times: 'vezes vez',
  periods: 'semana dia mês',
  frequencies: 'semanais semanal diárias',
  months: 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
  clockBefore: 'às',
  pulse: 'pulso batimentos cardíaca fc',
  topics: 'erros dicas motivos razões mitos exercícios receitas mulheres',
  sharedLabels: 'passo',
  of: 'de',
  each: 'por cada',
};
