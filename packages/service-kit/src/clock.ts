export { type Clock, offsetClock, type Random, systemClock } from '@sets/clock';
