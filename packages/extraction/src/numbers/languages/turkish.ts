import type { LanguageData } from './language-data.ts';

export const turkish: LanguageData = {
  tag: 'tr',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'sıfır bir iki üç dört beş altı yedi sekiz dokuz on on_bir on_iki on_üç on_dört on_beş on_altı on_yedi on_sekiz on_dokuz',
    tens: 'yirmi otuz kırk elli altmış yetmiş seksen doksan',
    join: ['~'],
    hundred: 'yüz',
    joinHundred: ['~'],
  },
  more: { düzine: 12, bin: 1_000 },
  half: 'yarım',
  bareHalf: 'buçuk',
  durations: { 'çeyrek saat': [15, 'min'], 'yarım saat': [30, 'min'], 'yarım dakika': [30, 's'] },
  units: {
    s: 'sn saniye*',
    min: 'dk dakika*',
    h: 'saat saatlik sa',
    kg: 'kilo kiloluk kilogram*',
    m: 'metre metrelik',
    km: 'kilometre*',
    other:
      'hafta haftalık gün günlük ay aylık yıl yıllık tl lira derece hata günün yaş santim arkadaş* yaşında* bin takipçi* milyon çocuk kişi kiloyum kilodayım',
    portion: 'gram gr kalori*',
  },
  labels: 'gün hafta bölüm seviye aşama kod günü sayfa',
  times: 'kez kere defa',
  periods: 'hafta',
  frequencies: 'haftada günde ayda haftalık',
  months: 'ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık',
  clockBefore: 'sabah saat akşam',
  signs:
    'dinlenme dinlen tekrar şınav koş yürü yürüyüş zıplama çalış taraf bacak dambıl tur barfiks her bisiklet mola mekik şınav çömelme',
  pulse: 'nabız nabzı nabzım',
  topics: 'hata hatası neden ipucu egzersiz tarif kadın',
  sharedLabels: 'adım',
  names: 'beden boyum saat sabah akşam',
  fillers: 've ile',
  bodyWeight: 'kilom verdim',
  bodyWeightAfter: 'verdim verdi aldım zayıfladım',
  life: 'uyku uyuyorum uyudum arabayla kahve',
  from: 'kilodan',
};
