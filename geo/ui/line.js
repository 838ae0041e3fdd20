// Streamlit sends the script of a component with each change of its data, and the data of a line
// change with each day: so this one is short, and link.js does the work.

export default function (mounted) {
  let stop;
  (window.controlMapLines ??= Promise.withResolvers()).promise.then((carry) => { stop = carry(mounted); });
  return () => stop?.();
}
