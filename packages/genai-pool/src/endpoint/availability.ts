/** `free`: take a slot. `full`, `paced`: in order, wait for a slot or a turn. `cooling`: back at `availableAt`. */
export type Availability = 'free' | 'full' | 'paced' | 'cooling';
