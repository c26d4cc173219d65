import type { LanguageData } from './language-data.ts';

export const persian: LanguageData = {
  tag: 'fa',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19: 'صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده',
    tens: 'بیست سی چهل پنجاه شصت هفتاد هشتاد نود',
    join: ['~و~'],
    hundred: 'صد/یکصد',
    joinHundred: ['~و~'],
  },
  more: { هزار: 1_000 },
  and: 'و',
  half: 'نیم',
  units: {
    s: 'ثانیه',
    min: 'دقیقه',
    h: 'ساعت',
    kg: 'کیلو کیلوگرم',
    m: 'متر',
    km: 'کیلومتر',
    other: 'هفته روز ماه سال تومان ریال درجه اشتباه',
    portion: 'گرم',
  },
  labels: 'روز هفته قسمت سطح مرحله کد',
  times: 'بار مرتبه دفعه',
  periods: 'هفته روز ماه',
  frequencies: 'هفتگی روزانه',
  months: 'فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند',
  clockBefore: 'ساعت',
  clockAfter: 'صبح عصر شب',
};
