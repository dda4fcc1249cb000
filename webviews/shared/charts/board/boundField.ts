import { t } from "#webviews/shared/charts/texts.ts";
import { element } from "#webviews/shared/element.ts";

/**
 * A field for one end of an axis; empty for where the values end. `parse` gives null for what says nothing: the field is then
 * marked, and nothing changes.
 */
export function boundField(options: {
  readonly label: string;
  readonly value: string;
  readonly parse: (text: string) => number | null;
  readonly onChange: (value: number | null) => void;
}): HTMLElement {
  const field = element("input", {
    class: "bound",
    attributes: {
      type: "text",
      placeholder: t("auto"),
      "aria-label": options.label,
      spellcheck: "false",
    },
    on: {
      change: () => {
        const text = field.value.trim();
        const value = text === "" ? null : options.parse(text);
        const isWrong = text !== "" && value === null;
        field.setAttribute("aria-invalid", String(isWrong));
        if (!isWrong) options.onChange(value);
      },
    },
  });
  field.value = options.value;
  return field;
}
