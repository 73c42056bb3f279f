import type { ComponentChildren } from 'preact';

/** A few numbers that one wants to see first. */
export const Facts = ({ children }: { children: ComponentChildren }) => <dl class="facts">{children}</dl>;

export const Fact = ({
  name,
  sub,
  children,
}: {
  name: string;
  sub?: ComponentChildren;
  children: ComponentChildren;
}) => (
  <div class="fact">
    <dt>{name}</dt>
    <dd>
      <span class="fact-value">{children}</span>
      {sub && <span class="sub">{sub}</span>}
    </dd>
  </div>
);
