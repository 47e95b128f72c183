// On H5 uni-app wraps each built-in control in an element of its own: what a page says of a control (its label, its
// fault) lands on the wrapper, and buttons are no buttons to a keyboard. This puts both right. Not in the mini-program.

const spoken = ['aria-label', 'aria-describedby', 'aria-invalid', 'autocomplete', 'inputmode'] as const
const pressable = new Set(['button', 'radio', 'checkbox', 'switch', 'tab', 'link', 'option'])

/** Mends what is there and whatever comes. */
export function watchControls(): void {
  const body = document.body
  mend(body)
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === 'attributes') mendOne(change.target as Element)
      else for (const node of change.addedNodes) if (node instanceof Element) mend(node.closest('uni-image') ?? node) // its picture comes later
    }
  }).observe(body, { childList: true, subtree: true, attributes: true, attributeFilter: [...spoken, 'disabled'] })
  document.addEventListener('keydown', press)
}

function mend(root: Element): void {
  mendOne(root)
  for (const element of root.querySelectorAll('uni-input, uni-textarea, uni-button, uni-image, [role], .uni-page-head-btn, .uni-modal, .uni-modal__btn')) mendOne(element)
}

function mendOne(element: Element): void {
  const tag = element.tagName.toLowerCase()
  if (tag === 'uni-input' || tag === 'uni-textarea') handOn(element)
  else if (tag === 'uni-button') asButton(element)
  else if (tag === 'uni-image') asImage(element)
  else if (element.classList.contains('uni-page-head-btn')) {
    asButton(element)
    put(element, 'aria-label', '返回')
  } else if (element.classList.contains('uni-modal__btn')) asButton(element)
  else if (element.classList.contains('uni-modal')) put(element, 'role', 'alertdialog')
  else if (pressable.has(element.getAttribute('role') ?? '') && !element.hasAttribute('tabindex')) put(element, 'tabindex', '0')
}

/** Sets what is not so already: each change calls the observer again. */
function put(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value)
}

function handOn(wrapper: Element): void {
  const control = wrapper.querySelector('input, textarea')
  if (!control) return
  for (const name of spoken) {
    const value = wrapper.getAttribute(name)
    if (value === null) continue
    put(control, name, value)
    if (name === 'aria-label') wrapper.removeAttribute(name) // said once
  }
}

function asButton(button: Element): void {
  const off = button.hasAttribute('disabled')
  put(button, 'role', 'button')
  put(button, 'tabindex', off ? '-1' : '0')
  put(button, 'aria-disabled', String(off))
}

function asImage(wrapper: Element): void {
  const picture = wrapper.querySelector('img')
  if (picture) put(picture, 'alt', wrapper.getAttribute('aria-label') ?? '')
}

function press(event: KeyboardEvent): void {
  const target = event.target
  if (!(target instanceof HTMLElement) || (event.key !== 'Enter' && event.key !== ' ')) return
  if (!pressable.has(target.getAttribute('role') ?? '')) return
  event.preventDefault()
  target.click()
}
