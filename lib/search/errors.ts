import { errorsOf } from '#lib/core/errors';

const { notFound } = errorsOf<'search.off'>();

/** 404: nothing is kept that could be found. */
export const searchOff = () => notFound('search.off', 'Search is off here: SEARCH is off.');
