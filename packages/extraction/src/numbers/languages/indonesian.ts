import type { LanguageData } from './language-data.ts';

export const indonesian: LanguageData = {
  tag: 'id',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  numbers: {
    upTo19:
      'nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas dua_belas tiga_belas empat_belas lima_belas enam_belas tujuh_belas delapan_belas sembilan_belas',
    tens: 'dua_puluh tiga_puluh empat_puluh lima_puluh enam_puluh tujuh_puluh delapan_puluh sembilan_puluh',
    join: ['~'],
    hundred: 'seratus',
    joinHundred: ['~'],
  },
  more: { selusin: 12, seribu: 1_000 },
  half: 'setengah',
  bareHalf: 'setengah',
  durations: { 'seperempat jam': [15, 'min'], 'setengah jam': [30, 'min'] },
  units: {
    s: 'detik dtk',
    min: 'menit mnt',
    h: 'jam',
    kg: 'kilo kilogram*',
    m: 'meter',
    km: 'kilometer*',
    other: 'minggu hari bulan tahun rupiah derajat kesalahan ribu teman',
    portion: 'gram kalori',
  },
  labels: 'hari minggu bagian level fase episode kode rp umur halaman',
  times: 'kali',
  periods: 'minggu hari bulan',
  frequencies: 'seminggu sehari sebulan',
  months: 'januari februari maret april mei juni juli agustus september oktober november desember',
  clockBefore: 'jam pukul',
  clockAfter: 'pagi sore malam',
  signs: 'istirahat repetisi ronde lari jalan lompatan lompat gerakan kerja sisi kaki tiap dumbel',
  pulse: 'detak denyut',
  topics: 'kesalahan alasan tips resep wanita',
  sharedLabels: 'langkah',
};
