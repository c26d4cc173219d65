import type { LanguageData } from './language-data.ts';

export const vietnamese: LanguageData = {
  tag: 'vi',
  source: 'general knowledge of the language',
  numbers: {
    upTo19:
      'không một/mốt hai ba bốn/tư năm/lăm sáu bảy tám chín mười mười_một mười_hai mười_ba mười_bốn mười_lăm mười_sáu mười_bảy mười_tám mười_chín',
    tens: 'hai_mươi ba_mươi bốn_mươi năm_mươi sáu_mươi bảy_mươi tám_mươi chín_mươi',
    join: ['~'],
    hundred: 'một_trăm/trăm',
    joinHundred: ['~'],
  },
  half: 'nửa',
  bareHalf: 'rưỡi',
  units: {
    s: 'giây',
    min: 'phút',
    h: 'giờ tiếng',
    kg: 'ký kí cân',
    m: 'mét',
    km: 'cây',
    other: 'tuần ngày tháng đồng độ lỗi nghìn ngàn triệu k tuổi bạn người',
    portion: 'gam calo',
  },
  labels: 'ngày tuần phần mã tháng độ trang',
  times: 'lần',
  periods: 'tuần ngày tháng',
  clockBefore: 'lúc',
  clockAfter: 'sáng chiều tối',
  signs: 'nghỉ hiệp lần giây phút tập chạy đi bộ vòng mỗi bên chân nhảy hít đất đẩy ngực tạ',
  pulse: 'nhịp',
  topics: 'lỗi mẹo',
  sharedLabels: 'bước',
  names: 'tập cỡ size',
  fillers: 'và đã ở của',
  bodyWeight: 'tuổi_nặng tôi_nặng mình_nặng giảm tăng',

  life: 'ngủ xe',
  from: 'từ',
};
