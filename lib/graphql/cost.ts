import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
  valueFromASTUntyped,
} from 'graphql';

/** What a query may be at most. */
export const LIMITS = { depth: 12, cost: 10_000, aliases: 50, tokens: 2000, nesting: 64 };

/** Fields that ask the table something of their own say so: `extensions: ASKS`. */
export const TABLE_READ = { cost: 10 };
/** Lists whose length an argument of the field above has said. */
export const SIZED = { size: 1 };

/** How many things a list has that nobody has counted. */
const USUAL_SIZE = 10;

interface Weight {
  cost: number;
  depth: number;
}

type Variables = Readonly<Record<string, unknown>>;

/** What stands for the variables of an operation: what was sent, or else the operation's own default. */
const valuesOf = ({ variableDefinitions = [] }: OperationDefinitionNode, sent: Variables): Variables => ({
  ...Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  ),
  ...Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)),
});

/** The arguments that say how many things a field gives. */
const LENGTHS = ['first', 'count'];

/** How many things the field gives for which its selection is done. */
const sizeOf = (node: FieldNode, field: GraphQLField<unknown, unknown>, variables: Variables): number => {
  const length = field.args.find(({ name }) => LENGTHS.includes(name));
  if (!length) {
    const { size } = field.extensions as { size?: number };
    return (
      size ?? (isListType(getNullableType(field.type)) && isCompositeType(getNamedType(field.type)) ? USUAL_SIZE : 1)
    );
  }
  const given = node.arguments?.find(({ name }) => name.value === length.name)?.value;
  const asked = given && valueFromASTUntyped(given, { ...variables });
  const value = Number(asked ?? length.defaultValue);
  return Math.max(1, Number.isFinite(value) ? value : 1);
};

/** Weighs selections of a document; each fragment once, however often it is spread. */
class Scales {
  readonly #context: ValidationContext;
  readonly #variables: Variables;
  readonly #fragments = new Map<string, Weight>();

  constructor(context: ValidationContext, variables: Variables) {
    this.#context = context;
    this.#variables = variables;
  }

  weigh({ selections }: SelectionSetNode, typeName: string | undefined): Weight {
    const weights = selections.map((selection): Weight => {
      if (selection.kind === Kind.FIELD) return this.#field(selection, typeName);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#fragment(selection.name.value);
      return this.weigh(selection.selectionSet, selection.typeCondition?.name.value ?? typeName);
    });
    return {
      cost: weights.reduce((sum, { cost }) => sum + cost, 0),
      depth: Math.max(0, ...weights.map(({ depth }) => depth)),
    };
  }

  #schema(): GraphQLSchema {
    return this.#context.getSchema();
  }

  #field(node: FieldNode, typeName = ''): Weight {
    const type = this.#schema().getType(typeName);
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    // Introspection is bounded by a rule of its own, and unknown fields are refused by another.
    if (!field) return { cost: 0, depth: 0 };
    const { cost = 1 } = field.extensions as { cost?: number };
    if (!node.selectionSet) return { cost, depth: 1 };
    const inner = this.weigh(node.selectionSet, getNamedType(field.type).name);
    return { cost: cost + sizeOf(node, field, this.#variables) * inner.cost, depth: 1 + inner.depth };
  }

  #fragment(name: string): Weight {
    const known = this.#fragments.get(name);
    if (known) return known;
    // A fragment inside of itself weighs nothing here; another rule refuses it.
    this.#fragments.set(name, { cost: 0, depth: 0 });
    const fragment = this.#context.getFragment(name);
    const weight = fragment
      ? this.weigh(fragment.selectionSet, fragment.typeCondition.name.value)
      : { cost: 0, depth: 0 };
    this.#fragments.set(name, weight);
    return weight;
  }
}

const refusal = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, status: 400 } });

/** Refuses queries that go too deep, cost too much, or ask for the same under too many names. */
export const bounded =
  (variables: Variables = {}): ValidationRule =>
  (context) => {
    let aliases = 0;
    return {
      Field: ({ alias }) => {
        if (alias) aliases += 1;
      },
      OperationDefinition: (node) => {
        const { operation, selectionSet } = node;
        // Scales of its own: the same fragment weighs what this operation's variables make of it.
        const scales = new Scales(context, valuesOf(node, variables));
        const { cost, depth } = scales.weigh(selectionSet, context.getSchema().getRootType(operation)?.name);
        if (depth > LIMITS.depth)
          context.reportError(
            refusal('graphql.too-deep', `The query is ${depth} levels deep. The maximum is ${LIMITS.depth}.`),
          );
        if (cost > LIMITS.cost)
          context.reportError(
            refusal(
              'graphql.too-costly',
              `The query costs ${cost}. The maximum is ${LIMITS.cost}. Ask for fewer at a time.`,
            ),
          );
      },
      Document: {
        leave: () => {
          if (aliases > LIMITS.aliases)
            context.reportError(
              refusal(
                'graphql.too-many-aliases',
                `The query has ${aliases} aliases. The maximum is ${LIMITS.aliases}.`,
              ),
            );
        },
      },
    };
  };
