import { englishFigures } from './english-figures.ts';
import type { LanguageData } from './language-data.ts';

export const english: LanguageData = {
  tag: 'en',
  source: 'general knowledge of the language; captions of fitness posts',
  numbers: {
    upTo19:
      'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
    tens: 'twenty thirty forty fifty sixty seventy eighty ninety',
    join: ['~'],
    hundred: 'one_hundred/a_hundred/hundred',
    joinHundred: ['~', '~and~'],
  },
  more: {
    'half a dozen': 6,
    'half dozen': 6,
    once: 1,
    twice: 2,
    double: 2,
    thrice: 3,
    couple: 2,
    dozen: 12,
    quarter: 0.25,
    thousand: 1_000,
  },
  and: 'and',
  half: 'half',
  durations: {
    'quarter of an hour': [15, 'min'],
    'quarter hour': [15, 'min'],
    'three quarters of an hour': [45, 'min'],
    'half hour': [30, 'min'],
  },
  units: {
    s: 's sec secs second*',
    min: 'min mins minute*',
    h: 'h hr hrs hour hours',
    kg: 'kg kgs kilo kilos kilogram*',
    lb: 'lb lbs # pound pounds',
    pood: 'pood poods',
    st: 'stone stones',
    m: 'meter meters metre metres',
    km: 'km kms kilomet*',
    mi: 'mi mile miles',
    yd: 'yd yds yard yards',
    ft: 'ft feet foot',
    other:
      '% rm am pm follower* subscriber* view views like likes percent week weeks day days month months year years yrs dollar dollars buck bucks usd euro* eur comment* share shares bpm watt watts w mph kph degree* ° stars client* people reviews members inch inches favorite favourite spots seats places cm mm inch friend* posts pack packs fps hz million millions copies dogs kids kid children sons daughters brothers sisters coaches trainers athletes guys girls ladies gentlemen boys students teams players fans physios doctors experts scientists studies countries cities gyms stores shops apps books ebooks pages podcasts episodes seasons songs tracks albums videos reels clips photos pics pictures slides stories slots tickets entries winners prizes gifts wins losses goals goal medals medal golds silver bronze titles trophies championships cents cent quid grand things thing items products brands colors colours questions answers options ideas rpm kmh spm gb tb horsepower hp decibels percentile excuses excuse nights mornings surgeries injuries saves subs messages emails dms decade decades century centuries bedrooms rooms beds cars comments attendees guests volunteers donations orders deaths teenagers adults grandkids nurses couples listeners downloads streams points comeback comebacks coffees coffee beers drinks shots wins weddings exams classes followers haters replies teaspoons questions percent foods ingredients snacks minutes_long bikes cheat degrees mms billion babies twins puppies haircuts selfies outfits hoodies leggings tees shirts hats socks pairs parcels refills tubs flavours locations memberships subscriptions years_old rides business retweets pct wk wks mos pence oclock',
    portion:
      'g gr gram grams cal cals kcal calorie* ml carb* protein* fats fiber fibre sugar shake shakes liter* litre* oz ounce* egg eggs banana* scoop* meal meals cup cups glass glasses pill* l tbsp tsp tablespoon* teaspoon* gallon* slice slices serving* bite bites bottle bottles mg mcg iu toast toasts avocado* sandwich* apple* almonds bagel* pancake* cookie* donut* pizza*',
  },
  labels:
    'day week part vol volume episode ep level phase season chapter rpe rir zone tempo code room iphone age ages aged top number no ranked version v grade size bmi gen generation q round pt song apt page bus gate macros buy route table zip ext hrv rated turning lane heat bib seat area chromosome omega psalms ps xbox diabetes grade type month wk vlog vid tutorial',
  times: 'time times x sessions session workouts classes lifts rides rest training gym active cheat',
  periods: 'week weeks day days month year wk night',
  frequencies: 'weekly daily monthly',
  months:
    'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec',
  clockBefore: 'at',
  clockAfter: 'am pm oclock',
  pulse: 'pulse hr heart heartrate bpm rhr mhr',
  topics:
    'mistake* tip tips error errors reason* ways secrets myths signs habits hacks rules exercises moves recipes workouts women foods things',
  sharedLabels: 'step',
  of: 'of',
  each: 'each per every reps rep sets set rounds',
  ages: 'over past under',
  streets: 'street avenue road lane boulevard st ave blvd',
  names:
    'open score track garmin fenix forerunner terminal flight gate readiness strain mistake mistakes area crossfit chromosome omega vitamin type damper speed resistance setting settings cadence pressure temp temperature stage session lesson module floor suite apartment building platform channel edition pegasus metcon nano clifton gopro pixel galaxy xbox windows ios android mission patch update section slide photo pic picture clip reel story video post sector district locker place rank seed player jersey exit highway interstate studio elo vdot spf comment text reply gear oven song album mixtape waist hips bust shoe shoes height formula article group team squad incline_at incline_to incline_of cohort batch issue bill mark heat reason tip myth sign lesson rule hack secret lap_time bib monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun weekdays weekends daily am month option variation pin notch suite watch_series block blink class_at is_at doors_at meet_at starts_at opens_at live_at gym_at tomorrow_at tonight_at today_at morning_at team_at bp sugar ftp wilks dots ipf total calories kcal cals bench_angle seat_height tension won beat beaten starting_weight scored tied led treadmill po_box glucose cholesterol testosterone ferritin threshold_power threshold cycle oxygen save ❤ ♥ 💓 🫀 calories_out calories_in cals_out cals_in burned burnt fat goal calorie_goal mondays tuesdays wednesdays thursdays fridays saturdays sundays up_at wake_at',
  fillers:
    'on is was in at the and my for to if of with when that this it as by from but or so because have has had are who your our i we you he she they me us here there today now again just only all yes lol btw about around over almost nearly up down approx still got and via after before til till until since too then tho though right which where while without within like into toward towards per to a total whopping combined every',
  bodyWeight:
    'weigh weighs weighed lost loose losing lose gained gaining bw bodyweight_is goal_weight target_weight weighed_in weigh_in weighing_in sitting_at starting_weight start_weight current_weight minus scale_says scale_said the_scale cutting_to cut_to bulking_to bulk_to bulked_to my_weight weight_is currently weighing i_am im me_at was_at put_on',
  bodyWeightAfter:
    'lighter heavier of_muscle of_fat weight_loss loss lost bodyweight overweight soaking body down_since down_in body_weight down_already down_and gone',
  life: 'sleep slept sleeping asleep nap drove driving hour_drive minute_drive minutes_drive min_drive mile_drive drive_to drive_from flew flying flight commute commuting uber coffee caffeine eat eating ate meal breakfast dinner fasting oven bake cook cooking shower ago hours_before hours_after hours_later hour_before hour_after minutes_later min_later mins_later hours_away minutes_away mins_away miles_away km_away away_from from_my from_home from_the_gym shift desk meeting episode movie film podcast min_read minute_read min_call minute_call hour_call min_late minutes_late mins_late min_delay minute_delay wait_for waited waiting queue queued massage traffic layover daycare homework netflix phone screen_time podcast parking min_long minutes_long mins_long hour_long hours_long hour_fast hours_straight hour_shift hours_of gas scroll round_trip roundtrip scrolling airport gas_station road_trip minutes_from min_from mins_from miles_from km_from minutes_by hours_by by_car by_train by_bus road_trips walk_from walk_to train_ride bus_ride car_ride boat ferry nearest closest',
  eats: 'eat eating ate drink drank sleep slept',
  prose:
    'is was are were am the my your our his their i we you she it they this that these those if because not but have has had got get been will could would should just here there when what who how why from about im ive its',
  training:
    'rep reps set sets round rounds rnd rds circuit* superset* triset* giant amrap emom tabata hiit wod ladder* pyramid* each per side sides leg legs arm arms hand knee* hip* hold holds holding rest repeat* repeating times do did doing done perform* complet* aim start* finish* begin* drop drops dropset add add increase lift lifting lifts pull pulls pulling pullup* push pushes pushing pushup* press* squat* deadlift* lunge* curl* row rows rowing row fly flys flyes flies raise* extension* plank* crunch* situp* sit burpee* jump* hop hops hopping skip* skater* climber* jack jacks swing* snatch* clean cleans jerk* thruster* bench* dip dips bridge* thrust* kick* kickback* twist* bicycle* bike cycling run runs running ran jog* sprint* walk* swim* stroll* hike hiking stretch* pose yoga breath* inhale exhale crawl* march* ups downs pulse pulses rotation* rotate* circle* slam* carry carries farmer* sled ball balls wall rope ropes double under unders unbroken kettlebell* kb dumbbell* db barbell* bb plate* cable weighted bodyweight pounds lbs kg max failure warmup warm cooldown cool tempo pause pauses negative* eccentric* isometric* concentric* hollow superman supermen inchworm* worm* bug bugs bird dog dogs clamshell* hydrant* donkey bear crab mountain flutter scissor* russian cossack pistol sissy bulgarian romanian rdl* sumo goblet overhead ohp military arnold zottman hammer preacher skull crusher* skullcrusher* pushdown* pulldown* pullover* shrug* calf calves glute* hamstring* quad* tricep* bicep* delt* lat lats abs oblique* shoulder* muscle toes toe heel* tap taps touches shuffle* grapevine punch* jab jabs hook* uppercut* boxing shadow spar* elliptical erg rower ski skierg assault stair* stairmaster treadmill incline interval* minute minutes min mins seconds sec secs more another left right alternat* total straight across through then third round exercise* movement* move workout* session* routine finisher* drill* combo complex cluster* burnout',
  from: 'from cut_from',
  figures: englishFigures,
};
