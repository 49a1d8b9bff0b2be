"""Korean of Word, Hangul and PDF, and of their fonts."""

# ruff: noqa: E501 - a sentence and its translation stand side by side, unbroken

from __future__ import annotations

KO = {
    "a Word document": "워드 문서",
    "a Hangul document (experimental)": "한글 문서(시험 기능)",
    "a PDF to print and to keep (PDF/A, tagged)": "인쇄·보존용 PDF(PDF/A, 태그 포함)",
    "the format {format} needs an extra that is not installed": "설치되지 않은 추가 구성요소가 필요한 형식: {format}",
    "install it: pip install 'cardctl[{extra}]'": "설치: pip install 'cardctl[{extra}]'",
    "'{font}' is a file, and this format names its font": "'{font}'은(는) 파일이며, 이 형식에는 글꼴 이름만 지정할 수 있음",
    "give the name of a font: --font 'Noto Sans KR'": "글꼴 이름을 지정할 것: --font 'Noto Sans KR'",
    "no font '{font}' on this machine": "이 컴퓨터에 없는 글꼴: '{font}'",
    "name another, or a font file: --font FILE": "다른 글꼴 또는 글꼴 파일을 지정할 것: --font FILE",
    "no font on this machine has {count} of the characters: {characters}": "이 컴퓨터의 어떤 글꼴에도 없는 글자 {count}자: {characters}",
    "install fonts-noto-cjk or fonts-nanum (Debian, Ubuntu), google-noto-sans-cjk-fonts (Fedora), NanumGothic (Windows, macOS), or name a font file: --font FILE": "fonts-noto-cjk 또는 fonts-nanum(Debian, Ubuntu), google-noto-sans-cjk-fonts(Fedora), 나눔고딕(Windows, macOS)을 설치하거나 글꼴 파일을 지정할 것: --font FILE",
    "the fonts {fonts} lack a character: {why}": "글꼴에 없는 글자가 있음({fonts}): {why}",
    "no file {path}": "파일 없음: {path}",
    "{path} is no font": "글꼴이 아닌 파일: {path}",
}
