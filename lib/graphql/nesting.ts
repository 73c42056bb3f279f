import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import { LIMITS } from './cost.ts';

const OPENS: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSES: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Refuses a document whose brackets go too deep, before it is parsed: graphql-js parses by recursion, and a stack that is
 * full looks like a defect of ours. Reads no further than the parser would.
 * @throws GraphQLError
 */
export const assertNesting = (source: string | Source): void => {
  const lexer = new Lexer(typeof source === 'string' ? new Source(source) : source);
  let depth = 0;
  for (let tokens = 0; tokens <= LIMITS.tokens; tokens += 1) {
    const { kind } = lexer.advance();
    if (kind === TokenKind.EOF) return;
    if (OPENS.has(kind)) depth += 1;
    if (CLOSES.has(kind)) depth -= 1;
    if (depth > LIMITS.nesting)
      throw new GraphQLError(
        `The brackets of the query are nested too deeply. The maximum is ${LIMITS.nesting} levels.`,
        {
          extensions: { code: 'graphql.too-deep', status: 400 },
        },
      );
  }
};
