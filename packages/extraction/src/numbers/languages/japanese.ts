import type { LanguageData } from './language-data.ts';

/** Its numerals are read by their own arithmetic: see `han-numerals.ts`. */
export const japanese: LanguageData = {
  tag: 'ja',
  source: 'general knowledge of the language',
  units: {
    s: '秒',
    min: '分',
    h: '時間',
    kg: 'キログラム',
    m: 'メートル',
    km: 'キロメートル',
    kg_or_km: 'キロ',
    other: '日 週間 週 ヶ月 か月 年 円 度 歳 時 人 センチ 万 万人 選 種目 話 名 巻 つ 選 割引 月',
    portion: 'グラム キロカロリー カロリー',
  },
  labels: 'コード 第 パート エピソード',
  frequencies: '週 毎週 毎日 週に',
  pulse: '心拍数 心拍',
  names: 'サイズ',
  bodyWeight: '体重',
  bodyWeightAfter: '減量 減 痩 ダイエット',
  life: '睡眠 寝 車で',
  from: 'から',
};
