/** Figures of speech: what English captions count, rate and name beside the workout. Texts are folded before. */
export const englishFigures: readonly RegExp[] = [
  // "28 y/o", "1 on 1 coaching", "9-5 job", and challenges that are called by their days.
  /(?<!\d)\d{1,3} ?y[/.]?o\b/g,
  /(?<!\d)1(?: |-)?on(?: |-)?1(?!\d)/g,
  /(?<!\d)9(?: ?[-\u2013] ?| to )5(?= (?:job|work|life|grind|office|desk))/g,
  /(?<!\d)75 (?:hard|soft|medium)(?![a-z])/g,
  /(?<![a-z])(?:mom|mum|mama|mother|dad|father) of \w+/g,
  // Ratings, decades of music, "at 18.30".
  /(?<=(?<![a-z])(?:a|an|solid) )\d{1,2}\/10(?![\d/])/g,
  /(?<!\d)[5-9]0s(?= (?:music|vibes?|hits|kids|playlist|throwback|called))/g,
  // Ages: "I'm 43 and", "turning 30", "in my 30s".
  /(?<![a-z])(?:i ?'?m|i am)(?: (?:only|now|almost|nearly|already|just|turning|a))? \d{2}(?=\s*(?:$|[.,!?)\n]|(?:and|but|now|years?|yrs|yo|with|still|today|this|old|next|not|when|so|w) ))/g,
  /(?<![a-z])(?:turning|turned|turns) \d{2}(?! ?(?:deg|°))/g,
  /(?<=(?<![a-z])(?:my|his|her|your|their|our) (?:early |mid |late |early-|mid-|late-)?)\d0s(?![a-z])/g,
  /(?<![a-z])\d{2,3}[- ]?(?:year|yr)s?[- ]?olds?(?![a-z])/g,
  // Decades and years: "the 90s", "since '98".
  /(?<=(?<![a-z])(?:back in|in|of|from|since) the )'?[2-9]0s(?![a-z])/g,
  /(?<!\d)'?[5-9]0s(?= (?:rock|pop|disco|rap|hip|dance|metal|songs?|tunes|bangers|era|style|baby|aerobics))/g,
  /(?<=(?<![a-z])(?:since|in|from|of) )'\d{2}(?!\d)/g,
  // Weight that is gone: "down 12 lbs", "-12 kg in 5 months".
  /(?:^|[.!?\n] ?|(?<![a-z])(?:m|im|am|already|officially|now|she's|he's|is) )down \d+(?:[.,]\d+)? ?(?:kgs?|kilos?|lbs?|pounds?)(?![a-z])/gm,
  // Shares, groups and scores of marks: "out of 60", "1 in 3 women", "a family of 5", "8/10 would do again".
  /(?:(?<![\d.,])\d+(?:[.,]\d+)? )?(?<![a-z])out of (?:\d+|ten)(?![\d/x])/g,
  /(?<!\d)\d{1,2} in \d{1,3}(?= (?:people|women|men|adults|of|kids|americans|athletes|lifters|runners))/g,
  /(?<![a-z])(?:family|group|team|squad|class|crew|party|household|staff|community|tribe) of \d+(?!\d)/g,
  /(?<=(?<![a-z])(?:is|was|it|this|rate|rated|rating|session|pump|workout|effort|pain|felt|feeling|feels|energy|mood|difficulty|intensity|vibes?|easy|solid|strong|about):? )\d{1,2}(?:[.,]\d)?\/10(?![\d/])/g,
  /(?<![\d/])\d{1,2}(?:[.,]\d)?\/10(?= (?:would|recommend|pump|session|pain|effort|from|vibes?|difficulty|experience|tbh|for|burn))/g,
  // Verses, flights, vertebrae, vitamins, clubs.
  /(?<![a-z])(?:psalms?|john|romans|luke|matthew|isaiah|proverbs|corinthians|philippians|genesis|hebrews|timothy|ephesians|joshua|jeremiah) \d+(?::\d+(?:-\d+)?)?/g,
  /(?<![a-z])flight (?:[a-z]{2} ?)?\d+/g,
  /(?<!\d)\d{3,4}(?: ?(?:lb|kg|pound))? club(?! (?:swing|mill|press))/g,
  // Food and the weather: "500 deficit", "16:8 fasting", "90 F today".
  /(?<!\d)\d{3,4}(?: ?k?cal\w*)? (?:deficit|surplus)(?![a-z])/g,
  /(?<!\d)\d{2}[:/]\d{1,2}(?= ?(?:fast|fasting|intermittent|if|diet|window|eating)(?![a-z]))/g,
  /(?<!\d)-?\d{1,3} ?°? ?[fc](?= (?:and|outside|today|in|heat|day|here|weather|out|this))/g,
  // "ends in 48 hours", "every 3 hours", "the last 24 hours", "played 90 minutes"
  /(?<![a-z])(?:ends?|ending|starts?|starting|closes?|closing|expires?|back|drops?|dropping|live|out|available|ready|delivered|delivery|gone|over|left|leaving|arrives?) (?:in|within) \d+ ?(?:h|hrs?|hours?|mins?|minutes?)(?![a-z])/g,
  /(?<![a-z])(?:every|last|next|past|within|first|under|the) \d{1,2} ?(?:hours|hrs)(?![a-z])/g,
  /(?<![a-z])(?:played|watched|streamed|talked|chatted|travelled|traveled|studied|worked) (?:for |the full |all )?\d+ ?(?:h|hrs?|hours?|mins?|minutes?)(?![a-z])/g,
  // "JAKE-25 saves you"
  /(?<![a-z0-9])[a-z]{3,12}-\d{1,3}(?=[^\n]{0,16} (?:saves?|off|discount|at checkout))/g,
  // Thousands of what is no distance: "10k steps".
  /(?<!\d)\d+(?:[.,]\d+)?k(?= (?:steps|followers|subs|subscribers|people|views|likes|members|strong|of you|fam|family|legends|friends|users|downloads|bonus|prize|cash|a month|a year|a week))/g,
  /(?<!\d)\d{1,2}[.,]?\d{3}(?= steps(?![a-z]))/g,
  /(?<![a-z])incline:? ?\d+(?=[^\n\d]{0,6}(?:speed|treadmill|mph))/g,
  /(?<!\d)(?:50 ?[-/] ?50|80 ?\/ ?20|60 ?\/ ?40|70 ?\/ ?30)(?= (?:split|rule|chance|ratio|on|custody)|[.!?\n]|$)/g,
  /(?<!\d)\d{1,2} (?:yr|year)s?(?: |-)olds?(?![a-z])/g,
  /(?<![a-z])(?:women|men|people|anyone|those|folks|adults|everyone|moms|dads|lifters|athletes|ladies|guys) (?:over|under|past|above) \d{2}(?!\d)/g,
  /(?<![a-z])(?:first|next|last|only|over|all) \d+ (?:get|gets|people|orders?|sign|signups?|members|customers|to sign|to comment|will|who)(?![a-z])/g,
  /(?<![a-z])(?:type|grade|stage) [1-4](?= (?:diabet|tear|sprain|cancer|strain|fiber|fibre|muscle fib|hypertension))/g,
  /(?<![a-z])(?:paid|pay|costs?|spent|worth) (?:me |about |over |only |like |around )?\d+(?:[.,]\d+)*(?! ?(?:reps|sets|rounds|x|s|sec|min|minutes|kg|lbs?)(?![a-z]))/g,
  /(?<![a-z])(?:pb'?d|pr'?d|won|lost|beat|missed)(?: [a-z]+)? by \d+(?:[.,]\d+)? ?(?:seconds?|secs?|minutes?|mins?|points?|kg|kgs|lbs?)(?![a-z])/g,
  /(?<![a-z])get \d+(?= (?:free|off|months?|% ))/g,
  /(?<![a-z])(?:like|watch|watched|rewatch|replay|read|share|shared|tag|asked|tried|told)(?: (?:this|it|that|me|us))? \d+ times(?![a-z])/g,
  /(?<![a-z])(?:bp|blood pressure)(?: is| was|:)? \d{2,3} ?(?:\/|over) ?\d{2,3}/g,
  // Weights by their short names, a treadmill's speed and incline, ages, one meal a day.
  /(?<![a-z])(?:sw|cw|gw|hw|ugw):? ?\d{2,3}(?:[.,]\d)?(?![\dx])/g,
  /(?<![a-z])(?:speed:? ?\d+(?:\.\d+)?,? (?:and )?incline:? ?\d+|incline:? ?\d+(?:\.\d+)?,? (?:and )?speed:? ?\d+)/g,
  /(?<!\d)\d{2} and (?=(?:thriving|strong|fit|proud|counting|still|fabulous|never|loving|feeling)(?![a-z]))/g,
  /(?<![a-z])(?:fit|abs|mom|mum|life|strong|healthy|body|started|gains|fitness) at (?:\d{2}|forty|fifty|sixty|seventy)(?! ?(?:kg|kilos?|lbs?|pounds?|reps|%|percent|sec|min|x)|\d)/g,
  /(?<![a-z])(?:over|past|after) (?:forty|fifty|sixty|seventy)(?! ?(?:kg|kilos?|lbs?|pounds?|reps|%|percent|sec|min|x))/g,
  /(?<![a-z])omad:? ?\d{1,2}:\d/g,
  // Prices by the hour, codes behind their word, food by its names, sizes of boxes, results of games, o'clock.
  /(?<![\d/])\d+(?:[.,]\d+)? ?\/ ?(?:hr?|hour|mo|month|yr|year|session|class|visit|person)(?![a-z])/g,
  /(?<![a-z])(?:code|coupon|promo|discount|voucher|gift card|order|invoice|password)(?: code| is| no\.?|:| #)? ?["']?[a-z]{0,6}-?\d[a-z\d]*(?![a-z\d.,:]| ?(?:x|reps|sets|rounds|seconds|minutes|min|sec|kg|lbs?)(?![a-z]))/g,
  /(?<![a-z])(?:carbs?|protein|fats?|fiber|fibre|kcals?|cals):? ?\d+(?! ?x)/g,
  /(?<!\d)\d{1,2} ?(?:"|in|inch)[ -]?(?:box(?:es)?|step|platform|riser)(?![a-z])/g,
  /(?<![a-z])(?:score|final|won|lost|beat them):? ?\d{1,3}[-\u2013:]\d{1,3}(?:,? \d{1,3}[-\u2013:]\d{1,3}){0,6}/g,
  /(?<!\d)\d{1,2} ?o ?'? ?clock(?![a-z])/g,
  /(?<![a-z])(?:half past|quarter past|quarter to) \d{1,2}(?!\d)/g,
  /(?<!\d)\d \+ ?\d free(?![a-z])|(?<!\d)\d for the price of \d(?!\d)/g,
  /(?<![\d.,])\d+(?:[.,]\d+)* (?:active|total|extra) (?:k?cals?|calories)(?![a-z])/g,
  /(?<!\d)\d{2}\+ (?=(?:club|class|crew|gang|athletes|women|men|year|lifters|squad)(?![a-z]))/g,
  /(?<![a-z])(?:over|under) \d{2}s(?= (?:class|club|group|team|crew|division|need|welcome|only|are|can|must|comp))/g,
  /(?<![\d.,])[4-7] ?(?:ft|foot),? (?:and )?\d{3} ?(?:lbs?|pounds)(?![a-z])/g,
  /(?<![\d.,$])\d{1,2}[pc](?![a-z\d])/g,
  // Days on and off, somebody's age behind them, height and weight as a table has them, an offer.
  /(?<![a-z])(?:train(?:ing)?|work(?:ing)?|lift(?:ing)?|days?),? \d on,? \d off(?![a-z])|(?<!\d)\d days? on,? \d(?: days?)? off(?![a-z])/g,
  /(?<![a-z])(?:mum|mom|dad|grandma|grandpa|wife|husband|daughter|son|sister|brother|client) ?\(\d{1,2}\)/g,
  /(?<![a-z])height:? ?\d+(?:[.,]\d+)? ?(?:cm|m)?[ ,|/]{1,3}weight:? ?\d+(?:[.,]\d+)? ?(?:kgs?|lbs?)?(?![a-z])/g,
  /(?<![a-z])two for one(?![a-z])/g,
  // Watches, births, hours, heights of boxes, prices that fall.
  /(?<![a-z])(?:watch|garmin|whoop|fitbit|apple watch|monitor) (?:says|said|shows|showed|reads|read) \d+/g,
  /(?<![a-z])born in '?\d{2}(?!\d)/g,
  /(?<![a-z])by \d{1,2} (?=(?:i|we|tomorrow|tonight|today)(?![a-z]))/g,
  /(?<![a-z])(?:box|bench|bar|rack|seat|saddle) height:? \d[\d/ ,.-]*/g,
  /(?<![a-z])price[sd]? [a-z]+ (?:by|to) \d+/g,
  /(?<!\d)\d+ off (?=(?:with|your|everything|all|today)(?![a-z]))/g,
  /(?<![a-z])i'm (?:about |around |only |now )?\d+(?:[.,]\d+)? ?(?:kgs?|kilos|lbs?|pounds)(?![a-z])/g,
  /(?<![\d.,])\d+ ?(?:lbs?|kgs?|pounds?|kilos?) (?:dog|puppy|kid|toddler|son|daughter|baby|man|woman|guy|girl)(?![a-z])/g,
];
