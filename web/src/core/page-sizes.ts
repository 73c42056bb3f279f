/** Enough for every screen; what follows comes in larger pages. */
export const FIRST_PAGE = 100;
export const NEXT_PAGE = 400;
