"""Draws an SVG of two charts: milliseconds by rows, of wfm and of \\copy."""

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 460, 320, 60, 40, 50
COLOURS = (("wfm", "#1f77b4"), ("psql \\copy", "#d62728"))


def short(value):
    for size, unit in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def chart(title, points, shift):
    """Draws one chart. `points` are (rows, seconds of wfm, seconds of \\copy)."""
    most_x = max(point[0] for point in points) or 1
    most_y = max(max(point[1:]) for point in points) * 1100
    across = WIDTH - LEFT - 20
    down = HEIGHT - TOP - BOTTOM
    x = lambda rows: shift + LEFT + across * rows / most_x
    y = lambda ms: TOP + down * (1 - ms / most_y)
    parts = [f'<text x="{shift + WIDTH / 2}" y="20" text-anchor="middle">{title}</text>',
             f'<path d="M{x(0)} {TOP}V{y(0)}H{x(most_x)}" fill="none" stroke="black"/>']
    for step in range(5):
        ms = most_y * step / 4
        rows = most_x * step / 4
        parts.append(f'<text x="{x(0) - 6:.0f}" y="{y(ms) + 4:.0f}" text-anchor="end">{ms:.0f}</text>')
        parts.append(f'<text x="{x(rows):.0f}" y="{y(0) + 18:.0f}" text-anchor="middle">'
                     f'{short(round(rows))}</text>')
        parts.append(f'<path d="M{x(0)} {y(ms):.1f}H{x(most_x)}" stroke="#ddd" fill="none"/>')
    parts.append(f'<text x="{shift + 14}" y="{TOP - 8}">ms</text>')
    for place, (name, colour) in enumerate(COLOURS):
        line = " ".join(f"{x(point[0]):.1f},{y(point[1 + place] * 1000):.1f}" for point in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x(point[0]):.1f}" cy="{y(point[1 + place] * 1000):.1f}" r="3" '
                  f'fill="{colour}"/>' for point in points]
        parts.append(f'<text x="{shift + LEFT + 30 + 110 * place}" y="{HEIGHT - 10}" '
                     f'fill="{colour}">{name}</text>')
    return parts


def plot(charts):
    parts = [part for place, (title, points) in enumerate(charts)
             for part in chart(title, points, place * WIDTH)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * len(charts)}" '
            f'height="{HEIGHT}" font-family="sans-serif" font-size="12">\n'
            '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")
