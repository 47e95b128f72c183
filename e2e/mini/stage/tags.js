// Thin HTML stand-ins for the built-in tags: enough to be filled in, tapped and read. They look like nothing in
// particular; what WeChat's own do (keyboards, native layers, limits) is not here.

/** raw is an attribute as the template gave it: an array stays an array. */
function raw(element, name) {
  return element.__wxElement?.getAttribute(name) ?? element.getAttribute(name);
}

function tell(element, name, detail = {}) {
  element.dispatchEvent(new CustomEvent(name, { detail }));
}

class Tag extends HTMLElement {
  connectedCallback() {
    if (!this.built) this.build?.();
    this.built = true;
    this.changed?.();
  }

  attributeChangedCallback() { if (this.built) this.changed?.(); }

  get disabled() { return this.hasAttribute('disabled') && raw(this, 'disabled') !== false; }
}

/** A control is a tag around a native one, which takes the tag's name for assistive technology. */
class Control extends Tag {
  static observedAttributes = ['value', 'checked', 'placeholder', 'disabled', 'aria-label', 'maxlength', 'type', 'range', 'mode', 'start', 'end', 'src'];

  build() {
    this.native = this.make();
    this.append(this.native);
    for (const name of ['input', 'change', 'focus', 'blur']) {
      this.native.addEventListener(name, (event) => { event.stopPropagation(); this.heard?.(name); });
    }
  }

  changed() {
    const { native } = this;
    native.disabled = this.disabled;
    for (const name of ['aria-label', 'placeholder']) {
      if (!this.hasAttribute(name)) continue;
      native.setAttribute(name, this.getAttribute(name));
      this.removeAttribute(name); // one bearer of a name; what the template gave stays known to raw
    }
    this.show?.();
  }
}

class Typed extends Control {
  show() {
    const limit = Number(raw(this, 'maxlength') ?? 140); // WeChat's default
    if (limit >= 0) this.native.maxLength = limit;
    const value = String(raw(this, 'value') ?? '');
    if (this.native.value !== value) this.native.value = value;
  }

  heard(name) {
    if (name === 'change') return;
    // What was typed is the attribute's value from here on, so that the same value set again changes nothing.
    tell(this, name, { value: this.native.value, cursor: this.native.selectionStart ?? 0 });
  }
}

class Input extends Typed {
  make() {
    const native = document.createElement('input');
    if (this.hasAttribute('password') && raw(this, 'password') !== false) native.type = 'password';
    native.addEventListener('keydown', (event) => { if (event.key === 'Enter') tell(this, 'confirm', { value: native.value }); });
    return native;
  }
}

class Textarea extends Typed {
  make() { return document.createElement('textarea'); }
}

class Switch extends Control {
  make() {
    const native = document.createElement('input');
    native.type = 'checkbox';
    native.setAttribute('role', 'switch');
    return native;
  }

  show() { this.native.checked = raw(this, 'checked') === true || raw(this, 'checked') === 'true'; }

  heard(name) { if (name === 'change') tell(this, 'change', { value: this.native.checked }); }
}

/** Choice is one box of a group, which tells what is chosen. */
class Choice extends Control {
  make() {
    const native = document.createElement('input');
    native.type = this.kind;
    return native;
  }

  show() { this.native.checked = raw(this, 'checked') === true || raw(this, 'checked') === 'true'; }

  get value() { return String(raw(this, 'value') ?? ''); }

  heard(name) { if (name === 'change') this.closest(`wx-${this.kind}-group`)?.chosen(this); }
}
class Checkbox extends Choice { kind = 'checkbox'; }
class Radio extends Choice { kind = 'radio'; }

class CheckboxGroup extends Tag {
  chosen() {
    tell(this, 'change', { value: [...this.querySelectorAll('wx-checkbox')].filter((box) => box.native.checked).map((box) => box.value) });
  }
}

class RadioGroup extends Tag {
  chosen(one) {
    for (const other of this.querySelectorAll('wx-radio')) other.native.checked = other === one;
    tell(this, 'change', { value: one.value });
  }
}

/** A picker opens by a tap; the stage puts a list or a date beside it, which the test chooses from. */
class Picker extends Control {
  make() {
    const mode = this.getAttribute('mode') || 'selector';
    const native = document.createElement(mode === 'selector' ? 'select' : 'input');
    if (mode !== 'selector') native.type = mode; // date, time
    native.className = 'wx-picker-native';
    return native;
  }

  show() {
    const range = raw(this, 'range');
    if (Array.isArray(range)) {
      const key = this.getAttribute('range-key');
      this.native.replaceChildren(...range.map((item, index) => new Option(key ? item[key] : String(item), String(index))));
    }
    this.native.value = String(raw(this, 'value') ?? '');
  }

  heard(name) { if (name === 'change') tell(this, 'change', { value: this.native.value }); }
}

class Image extends Control {
  make() {
    const native = document.createElement('img');
    native.addEventListener('load', () => tell(this, 'load'));
    return native;
  }

  show() {
    const src = String(raw(this, 'src') ?? '');
    this.native.alt = this.getAttribute('aria-label') ?? '';
    if (/^(data|https?):/.test(src)) this.native.src = src;
    else this.native.dataset.src = src;
  }
}

/** A button submits the form around it where it says so, and asks for the privacy consent where it says so. */
class Button extends Tag {
  build() {
    this.setAttribute('role', 'button');
    this.addEventListener('click', () => {
      if (this.disabled) return;
      if (this.getAttribute('form-type') === 'submit') this.closest('wx-form')?.submit();
      const opens = this.getAttribute('open-type');
      if (opens !== 'agreePrivacyAuthorization') return;
      globalThis.stage.agreedBy = this.__wxElement.id; // the framework keeps ids to itself
      tell(this, 'agreeprivacyauthorization', {});
    });
  }

  static observedAttributes = ['disabled'];

  changed() { this.setAttribute('aria-disabled', String(this.disabled)); }
}

class Form extends Tag {
  submit() {
    const value = {};
    for (const field of this.querySelectorAll('[name]')) value[field.getAttribute('name')] = field.native?.value;
    tell(this, 'submit', { value });
  }
}

/** A label hands a tap on it to the control it holds. */
class Label extends Tag {
  build() {
    this.addEventListener('click', (event) => {
      const control = this.querySelector('wx-checkbox, wx-radio, wx-switch');
      if (control && !control.contains(event.target)) control.native.click();
    });
  }
}

class Navigator extends Tag {
  build() {
    this.setAttribute('role', 'link');
    this.addEventListener('click', () => {
      const open = this.getAttribute('open-type') || 'navigate';
      const url = this.getAttribute('url');
      const how = { navigate: 'navigateTo', redirect: 'redirectTo', switchTab: 'switchTab', reLaunch: 'reLaunch', navigateBack: 'navigateBack' }[open];
      globalThis.wx[how]({ url });
    });
  }
}

/** page-meta styles the page it stands in: the root's font size, the page's own style. */
class PageMeta extends Tag {
  static observedAttributes = ['root-font-size', 'page-style'];

  changed() {
    const size = this.getAttribute('root-font-size');
    if (size && size !== 'system') document.documentElement.style.fontSize = size;
    const page = this.closest('wx-page');
    if (page) page.setAttribute('style', this.getAttribute('page-style') ?? '');
  }
}

export function defineTags() {
  const tags = { input: Input, textarea: Textarea, switch: Switch, checkbox: Checkbox, radio: Radio, 'checkbox-group': CheckboxGroup,
    'radio-group': RadioGroup, picker: Picker, image: Image, button: Button, form: Form, label: Label, navigator: Navigator, 'page-meta': PageMeta };
  for (const [name, tag] of Object.entries(tags)) customElements.define(`wx-${name}`, tag);
}
