// Says of the whole page which language it is in, and in which direction that is read:
// Streamlit writes lang="en" and no direction, whatever the page says.

export default function ({ data, parentElement }) {
  const page = parentElement.ownerDocument.documentElement;
  if (page.lang !== data.lang) page.lang = data.lang;
  if (page.dir !== data.dir) page.dir = data.dir;
  parentElement.style.display = "none";
}
