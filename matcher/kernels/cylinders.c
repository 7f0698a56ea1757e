/* Minutia Cylinder-Code (Cappelli, Ferrara, Maltoni, IEEE TPAMI 32 (2010), section 3), bit form. The stages
 * and their formulas are those of matcher/fingerprint/cylinders.py. A bit could differ only where a cell's
 * contribution, or its distance from the hull, lies within rounding (1e-13) of its threshold. */
#include "cylinders.h"
#include "lanes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PI 3.14159265358979323846
#define MOST 255
#define WINDOW 8 /* cells of one axis that hold all that a neighbour reaches: 6 sigma_s and one more */

typedef struct {
    double x, y;
} point;

struct building {
    geometry with;
    const double *directional;
    ptrdiff_t steps;
    double per_radian;          /* steps of the table */
    double place[CELLS_ACROSS]; /* cell centres along one axis of the minutia's frame (eq. 2) */
    double section[SECTIONS];   /* directional differences that the sections stand for */
    double scale, bend;         /* of one axis of the spatial contribution (eq. 6) */
    int disc[CELLS], in_disc;   /* the cells of the disc, those that lie beyond hull_margin first */
    int beyond;                 /* how many those are */
    uint64_t whole[MASK_WORDS]; /* all of them */
    double along[CELLS], across[CELLS]; /* their centres */
    point minutiae[MOST], hull[2 * MOST];
    double angle[MOST];
    int corners, order[MOST];
    double contribution[CELLS_ACROSS][SECTIONS][CELLS_ACROSS]; /* along, section, across */
};

/* Append the cells whose centres lie more than `over` and at most `upto` from the minutia. */
static void find_cells(building *b, double over, double upto) {
    for (int c = 0; c < CELLS; c++) {
        const double along = b->place[c / CELLS_ACROSS], across = b->place[c % CELLS_ACROSS];
        const double off = hypot(along, across);
        if (off <= over || off > upto) continue;
        b->along[b->in_disc] = along;
        b->across[b->in_disc] = across;
        b->disc[b->in_disc++] = c;
    }
}

int geometry_fits(const geometry *with) {
    return with->sigma_s > 0.0 && 6.0 * with->sigma_s * CELLS_ACROSS / (2.0 * with->radius) + 1.0 <= WINDOW;
}

building *building_new(const geometry *with, const double *directional, ptrdiff_t steps) {
    building *b = calloc(1, sizeof *b);
    if (b == NULL) return NULL;
    b->with = *with;
    b->directional = directional;
    b->steps = steps;
    b->per_radian = (double)(steps - 1) / PI;
    b->scale = 1.0 / sqrt(sqrt(2.0 * PI) * with->sigma_s);
    const double step = 2.0 * with->radius / CELLS_ACROSS;
    b->bend = exp(-step * step / (with->sigma_s * with->sigma_s));
    for (int i = 0; i < CELLS_ACROSS; i++)
        b->place[i] = (i - (CELLS_ACROSS - 1) / 2.0) * (2.0 * with->radius / CELLS_ACROSS);
    for (int s = 0; s < SECTIONS; s++) b->section[s] = -PI + (s + 0.5) * (2.0 * PI / SECTIONS);
    find_cells(b, fmin(with->hull_margin, with->radius), with->radius);
    b->beyond = b->in_disc;
    find_cells(b, -1.0, fmin(with->hull_margin, with->radius));
    for (int k = 0; k < b->in_disc; k++) b->whole[b->disc[k] / 64] |= (uint64_t)1 << (b->disc[k] % 64);
    return b;
}

void building_free(building *with) { free(with); }

static double cross(point o, point a, point b) {
    return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

/* Andrew's monotone chain; one corner or two where the minutiae lie in a point or on a line. */
static void find_hull(building *b, int n) {
    for (int i = 0; i < n; i++) {
        int at = i;
        const point p = b->minutiae[i];
        for (; at > 0; at--) {
            const point q = b->minutiae[b->order[at - 1]];
            if (q.x < p.x || (q.x == p.x && q.y <= p.y)) break;
            b->order[at] = b->order[at - 1];
        }
        b->order[at] = i;
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
        const point p = b->minutiae[b->order[i]];
        while (count >= 2 && cross(b->hull[count - 2], b->hull[count - 1], p) <= 0) count--;
        b->hull[count++] = p;
    }
    for (int i = n - 2, lower = count + 1; i >= 0; i--) {
        const point p = b->minutiae[b->order[i]];
        while (count >= lower && cross(b->hull[count - 2], b->hull[count - 1], p) <= 0) count--;
        b->hull[count++] = p;
    }
    b->corners = count > 1 ? count - 1 : count; /* the chain ends where it began */
}

/* One edge of the hull, asked about every cell: side < 0 where it lies outside, nearest: its squared distance
 * from the edges that it lies outside of. Without branches, so that the compiler can take several at once. */
INLINE void ask_edge(const building *b, point from, point to, const double *restrict x,
                     const double *restrict y, double *restrict side, double *restrict nearest) {
    const double ex = to.x - from.x, ey = to.y - from.y;
    const double inverse = 1.0 / fmax(ex * ex + ey * ey, 1e-12);
    const double solid = b->corners > 2 ? 1.0 : 0.0, flat = solid - 1.0; /* a point or line has no inside */
    for (int k = 0; k < b->beyond; k++) {
        const double px = x[k] - from.x, py = y[k] - from.y;
        const double turned = solid * (ex * py - ey * px) + flat;
        const double below = (px * ex + py * ey) * inverse, along = below < 0.0 ? 0.0 : below;
        const double share = along > 1.0 ? 1.0 : along, dx = px - share * ex, dy = py - share * ey;
        const double squared = turned < 0.0 ? dx * dx + dy * dy : INFINITY;
        side[k] = turned < side[k] ? turned : side[k];
        nearest[k] = squared < nearest[k] ? squared : nearest[k];
    }
}

/* Whether the hull holds all points within `distance` of one of its own: no cell is then further from the hull
 * than its distance from that point, less this one. */
INLINE int deep_inside(const building *b, point m, double distance) {
    if (b->corners < 3) return 0;
    for (int i = 0; i < b->corners; i++) {
        const point from = b->hull[i], to = b->hull[i + 1 < b->corners ? i + 1 : 0];
        const double ex = to.x - from.x, ey = to.y - from.y, far = cross(from, to, m);
        if (far * far < distance * distance * (ex * ex + ey * ey)) return 0;
    }
    return 1;
}

INLINE int whole_disc(const building *b, uint64_t *known) {
    memcpy(known, b->whole, sizeof b->whole);
    return b->in_disc;
}

/* The cells of one minutia's disc that lie in the hull, or at most hull_margin from one of the edges that they
 * lie outside of (section 3.1); returns how many. The minutia itself lies in the hull: its cells within
 * hull_margin need not be asked, and edges beyond the disc cannot part its cells from the hull. */
INLINE int known_cells(const building *b, int index, uint64_t *known) {
    const point m = b->minutiae[index];
    if (deep_inside(b, m, b->with.radius - b->with.hull_margin + 0.001)) return whole_disc(b, known);
    const double cosine = cos(b->angle[index]), sine = sin(b->angle[index]);
    double x[CELLS], y[CELLS], side[CELLS], nearest[CELLS];
    for (int k = 0; k < b->beyond; k++) {
        x[k] = m.x + b->along[k] * cosine - b->across[k] * sine;
        y[k] = m.y - b->along[k] * sine - b->across[k] * cosine;
        side[k] = b->corners > 0 ? 0.0 : -1.0;
        nearest[k] = INFINITY;
    }
    const double reach = b->with.radius + 1.0;
    for (int i = 0; i < b->corners; i++) {
        const point from = b->hull[i], to = b->hull[i + 1 < b->corners ? i + 1 : 0];
        const double far = cross(from, to, m), length2 = (to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y);
        if (b->corners > 2 && far * far > reach * reach * length2) continue;
        ask_edge(b, from, to, x, y, side, nearest);
    }
    const double margin = b->with.hull_margin * b->with.hull_margin;
    int count = whole_disc(b, known);
    for (int k = 0; k < b->beyond; k++) {
        if (side[k] >= 0.0 || nearest[k] <= margin) continue;
        known[b->disc[k] / 64] &= ~((uint64_t)1 << (b->disc[k] % 64));
        count--;
    }
    return count;
}

/* G_D (eq. 11) between the table's steps, as numpy.interp does it. */
INLINE double directional(const building *b, double difference) {
    const double place = difference * b->per_radian;
    ptrdiff_t below = (ptrdiff_t)place;
    if (below > b->steps - 2) below = b->steps - 2; /* at pi itself */
    const double low = b->directional[below], high = b->directional[below + 1];
    return (high - low) * (place - (double)below) + low;
}

/* One axis of a neighbour at `from`: what it gives to the cells in reach, `first` to `last`, nothing to those
 * beyond, and all cells' squared distances. Returns whether any is in reach. */
INLINE int axis(const building *b, double from, double *squared, double *density, int *first, int *last) {
    const double reach = 3.0 * b->with.sigma_s, spread = -2.0 * b->with.sigma_s * b->with.sigma_s;
    const double step = b->place[1] - b->place[0];
    *first = (int)fmax(ceil((from - reach - b->place[0]) / step), 0.0);
    *last = (int)fmin(floor((from + reach - b->place[0]) / step), CELLS_ACROSS - 1);
    if (*first > *last) return 0;
    for (int i = 0; i < CELLS_ACROSS; i++) {
        squared[i] = (b->place[i] - from) * (b->place[i] - from);
        density[i] = 0.0;
    }
    /* from cell to cell the Gaussian changes by a factor that itself changes by a constant one */
    const double off = b->place[*first] - from;
    double value = exp(off * off / spread) * b->scale, factor = exp((2.0 * off + step) * step / spread);
    for (int i = *first; i <= *last; i++) {
        density[i] = value;
        value *= factor;
        factor *= b->bend;
    }
    return 1;
}

INLINE double wrapped(double angle) { /* from (-3 pi, 3 pi) to [-pi, pi), rounded as Python's remainder is */
    const double turned = angle + PI;
    if (turned >= 2.0 * PI) return turned - 2.0 * PI - PI;
    return (turned < 0 ? turned + 2.0 * PI : turned) - PI;
}

/* Add one neighbour's contribution to every cell of a cylinder (eq. 4-11). */
INLINE void contribute(building *b, double dx, double dy, double turn, double cosine, double sine) {
    double along2[CELLS_ACROSS], across2[CELLS_ACROSS], along[CELLS_ACROSS], across[CELLS_ACROSS];
    double direction[SECTIONS];
    int top, bottom, left, right;
    const double reach = 9.0 * b->with.sigma_s * b->with.sigma_s;
    if (!axis(b, dx * cosine + dy * sine, along2, along, &top, &bottom)) return;
    if (!axis(b, dy * cosine - dx * sine, across2, across, &left, &right)) return;
    for (int s = 0; s < SECTIONS; s++) direction[s] = directional(b, fabs(wrapped(b->section[s] - turn)));
    if (left > CELLS_ACROSS - WINDOW) left = CELLS_ACROSS - WINDOW;
    const four a0 = FOUR(across + left), a1 = FOUR(across + left + 4);
    const four s0 = FOUR(across2 + left), s1 = FOUR(across2 + left + 4);
    for (int i = top; i <= bottom; i++) {
        const four d0 = (four)((wide)(along[i] * a0) & (along2[i] + s0 <= reach));
        const four d1 = (four)((wide)(along[i] * a1) & (along2[i] + s1 <= reach));
        for (int s = 0; s < SECTIONS; s++) {
            four *low = (four *)(b->contribution[i][s] + left), *high = low + 1;
            *low += direction[s] * d0;
            *high += direction[s] * d1;
        }
    }
}

/* Which of one row of cells reach the threshold, the first one in the lowest bit. */
INLINE uint64_t reached(const double *row, double threshold) {
    wide lanes = {0, 0, 0, 0}, bit = {1, 2, 4, 8};
    for (int g = 0; g < CELLS_ACROSS; g += 4, bit <<= 4) lanes |= (FOUR(row + g) >= threshold) & bit;
    return (uint64_t)(lanes[0] | lanes[1] | lanes[2] | lanes[3]);
}

INLINE void set_bits(const building *b, const uint64_t *known, uint64_t *bits) {
    const int rows = 64 / CELLS_ACROSS; /* of a word */
    for (int s = 0; s < SECTIONS; s++)
        for (int w = 0; w < MASK_WORDS; w++) {
            uint64_t word = 0;
            for (int i = 0; i < rows; i++)
                word |= reached(b->contribution[rows * w + i][s], b->with.mu_psi) << (CELLS_ACROSS * i);
            bits[s * MASK_WORDS + w] = word & known[w];
        }
}

INLINE ptrdiff_t build(building *b, const float *place, ptrdiff_t n, uint64_t *bits, uint64_t *known,
                       int64_t *minutia) {
    const double reach = b->with.radius + 3.0 * b->with.sigma_s;
    ptrdiff_t made = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        b->minutiae[i] = (point){place[3 * i], place[3 * i + 1]};
        b->angle[i] = place[3 * i + 2];
    }
    find_hull(b, (int)n);
    for (int i = 0; i < (int)n; i++) {
        const point m = b->minutiae[i];
        const double cosine = cos(b->angle[i]), sine = sin(b->angle[i]);
        int neighbours = 0;
        if (known_cells(b, i, known + made * MASK_WORDS) < b->with.least_known) continue;
        memset(b->contribution, 0, sizeof b->contribution);
        for (int t = 0; t < (int)n; t++) {
            const double dx = b->minutiae[t].x - m.x, dy = m.y - b->minutiae[t].y;
            const double squared = dx * dx + dy * dy;
            if (t == i || squared > 1.001 * reach * reach) continue;
            if (squared > 0.999 * reach * reach && hypot(dx, dy) > reach) continue; /* as exactly as NumPy */
            contribute(b, dx, dy, b->angle[i] - b->angle[t], cosine, sine);
            neighbours++;
        }
        if (neighbours < b->with.least_neighbours) continue;
        set_bits(b, known + made * MASK_WORDS, bits + made * CYLINDER_WORDS);
        minutia[made++] = i;
    }
    return made;
}

#if defined(__x86_64__)
/* Two doubles or four in a register: without fused operations the same values. */
__attribute__((target("avx2"))) static ptrdiff_t build_avx2(building *b, const float *place, ptrdiff_t n,
                                                            uint64_t *bits, uint64_t *known, int64_t *minutia) {
    return build(b, place, n, bits, known, minutia);
}
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#else
#define build_avx2 build
#define HAS_AVX2 0
#endif

ptrdiff_t build_cylinders(building *b, const float *place, ptrdiff_t n, uint64_t *bits, uint64_t *known,
                          int64_t *minutia) {
    return HAS_AVX2 ? build_avx2(b, place, n, bits, known, minutia) : build(b, place, n, bits, known, minutia);
}
