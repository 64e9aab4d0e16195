type Attribute = string | number | boolean | null | undefined;

export interface Props {
  readonly class?: string;
  readonly title?: string;
  /** `role`, `tabindex`, `aria-*`, `data-*`, `href`...; null, undefined and false leave the attribute out. */
  readonly attrs?: Readonly<Record<string, Attribute>>;
  readonly on?: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
}

export type Child = Node | string | null | undefined | false;

/**
 * Builds one element. Text children become text nodes, so nothing that comes from a run can turn into markup; event
 * handlers are listeners, never attributes (the CSP forbids inline handlers).
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props.class !== undefined && props.class !== '') element.className = props.class;
  if (props.title !== undefined) element.title = props.title;
  if (props.attrs !== undefined) setAttrs(element, props.attrs);
  if (props.on !== undefined) {
    for (const [type, listener] of Object.entries(props.on)) {
      // The value type of a mapped type is lost by Object.entries; key and listener come from the same property.
      element.addEventListener(type, listener as EventListener);
    }
  }
  append(element, children);
  return element;
}

export function setAttrs(element: Element, attrs: Readonly<Record<string, Attribute>>): void {
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else {
      const text = value === true ? '' : String(value);
      if (element.getAttribute(name) !== text) element.setAttribute(name, text);
    }
  }
}

export function append(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }
}

/** Writes text only when it differs, so that an unchanged line causes no layout and no announcement. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function replaceChildren(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren();
  append(parent, children);
}

/** The nearest ancestor (or the target itself) that matches, for delegated listeners. */
export function closest(event: Event, selector: string): HTMLElement | null {
  const target = event.target;
  if (!(target instanceof Element)) return null;
  const found = target.closest(selector);
  return found instanceof HTMLElement ? found : null;
}
