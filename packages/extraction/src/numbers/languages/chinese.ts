import type { LanguageData } from './language-data.ts';

/** Its numerals are read by their own arithmetic: see `han-numerals.ts`. */
export const chinese: LanguageData = {
  tag: 'zh',
  source: 'general knowledge of the language; exercise texts of wger (CC-BY-SA) for the words of training',
  bareHalf: '半',
  half: '半',
  durations: { 一刻钟: [15, 'min'], 一刻鐘: [15, 'min'] },
  units: {
    s: '秒',
    min: '分钟 分鐘 分',
    h: '小时 小時 个小时 個小時 钟头',
    kg: '公斤 千克',
    lb: '磅',
    m: '米 公尺',
    km: '公里 千米',
    mi: '英里',
    other:
      '天 周 週 星期 月 年 元 块 度 岁 点 點 厘米 折 个月 個月 岁 万 萬 粉丝 人 集 大 日 号 號 个动作 個動作 种动作 种方法 个技巧 个错误 个方法 招 名',
    portion: '克 卡 毫升 大卡 卡路里 千卡',
  },
  labels: '第 优惠码 早上 晚上 下午 上午 凌晨 满 减',
  frequencies: '每周 每週 每天 每日 一周 每月 每星期 每周练 每周训练 一周练',
  pulse: '心率',
  names: '码 今年',
  bodyWeight: '体重 體重 瘦了 瘦 减了 減了 减重',

  life: '睡 睡够 睡眠 睡了 开车 開車 车程',
  from: '从 從 瘦到 减到',
};
