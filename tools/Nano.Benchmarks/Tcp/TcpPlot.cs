using System.Globalization;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Nano.Benchmarks
{
    /// <summary>Draws goodput over loss, this stack's and the kernel's, one panel for each round-trip time.</summary>
    public static class TcpPlot
    {
        private const double Width = 760;
        private const double PanelHeight = 230;

        /// <summary>Space between the panels, as a part of the whole height.</summary>
        private const double Gap = 0.03;

        private static readonly OxyColor NanoColor = OxyColor.Parse("#d1495b");
        private static readonly OxyColor KernelColor = OxyColor.Parse("#2e6f95");

        /// <summary>Writes an SVG file.</summary>
        /// <param name="comparisons">Goodput over loss, for one round-trip time or several.</param>
        /// <param name="file">Where to write it.</param>
        public static void Write(IReadOnlyList<TcpComparison> comparisons, string file)
        {
            ArgumentNullException.ThrowIfNull(comparisons);
            ArgumentException.ThrowIfNullOrEmpty(file);
            File.WriteAllText(file, Draw(comparisons));
        }

        /// <summary>The drawing, as SVG.</summary>
        internal static string Draw(IReadOnlyList<TcpComparison> comparisons)
        {
            var panels = comparisons.GroupBy(comparison => comparison.Path.RoundTrip).OrderBy(panel => panel.Key).ToList();
            double[] losses = [.. comparisons.Select(comparison => comparison.Path.Loss).Distinct().Order()];
            var model = new PlotModel
            {
                Title = "Goodput over loss: Nano and the Linux kernel (CUBIC, SACK), windows of 64 KB",
                TitleFontSize = 15,
                DefaultFont = "Arial",
                Background = OxyColors.White,
                PlotAreaBorderThickness = new OxyThickness(0),
            };
            model.Legends.Add(new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.TopCenter,
                LegendOrientation = LegendOrientation.Horizontal,
                LegendItemSpacing = 30,
            });
            var lossAxis = new CategoryAxis
            {
                Position = AxisPosition.Bottom,
                Title = "frames lost each way (points are medians, strokes reach from the least to the most; times are round trips)",
                Key = "loss",
                GapWidth = 0,
            };
            lossAxis.Labels.AddRange(losses.Select(loss => loss.ToString(CultureInfo.InvariantCulture) + " %"));
            model.Axes.Add(lossAxis);
            for (int i = 0; i < panels.Count; i++)
            {
                // The first panel on top: positions count from below.
                double height = 1.0 / panels.Count;
                double bottom = (panels.Count - 1 - i) * height;
                string key = panels[i].Key.ToString(CultureInfo.InvariantCulture);
                model.Axes.Add(new LinearAxis
                {
                    Key = key,
                    Position = AxisPosition.Left,
                    Title = $"Mbit/s at {key} ms",
                    AxisTitleDistance = 12,
                    StartPosition = bottom + (i == panels.Count - 1 ? 0 : Gap),
                    EndPosition = bottom + height,
                    Minimum = 0,
                    MaximumPadding = 0.15,
                    MajorGridlineStyle = LineStyle.Solid,
                    MajorGridlineColor = OxyColor.Parse("#e4e4e4"),
                    AxislineStyle = LineStyle.Solid,
                });
                AddCurve(panels[i], key, "Linux kernel", KernelColor, MarkerType.Square, comparison => comparison.KernelGoodput, 0.02, i == 0);
                AddCurve(panels[i], key, "Nano", NanoColor, MarkerType.Circle, comparison => comparison.NanoGoodput, -0.02, i == 0);
            }

            var exporter = new SvgExporter { Width = Width, Height = 100 + (PanelHeight * panels.Count), UseVerticalTextAlignmentWorkaround = true, TextMeasurer = new WideTextMeasurer() };
            return exporter.ExportToString(model);

            void AddCurve(IEnumerable<TcpComparison> panel, string key, string title, OxyColor color, MarkerType marker, Func<TcpComparison, Spread> select, double shift, bool named)
            {
                var curve = new LineSeries
                {
                    YAxisKey = key,
                    XAxisKey = "loss",
                    Title = title,
                    RenderInLegend = named,
                    Color = color,
                    StrokeThickness = 2,
                    MarkerType = marker,
                    MarkerSize = 4.5,
                    MarkerFill = color,
                };
                // From the least to the most, a stroke for each point: undefined points part them.
                var spread = new LineSeries { YAxisKey = key, XAxisKey = "loss", Color = color, StrokeThickness = 1, RenderInLegend = false };
                foreach (TcpComparison comparison in panel.OrderBy(comparison => comparison.Path.Loss))
                {
                    double x = Array.IndexOf(losses, comparison.Path.Loss) + shift;
                    Spread values = select(comparison);
                    curve.Points.Add(new DataPoint(x, values.Median));
                    spread.Points.AddRange([new DataPoint(x, values.Least), new DataPoint(x, values.Most), DataPoint.Undefined]);
                }

                model.Series.Add(spread);
                model.Series.Add(curve);
            }
        }

        /// <summary>Leaves room for whatever font the viewer has in place of Arial, whose letters may be a fifth wider.</summary>
        private sealed class WideTextMeasurer() : PdfRenderContext(Width, Width, OxyColors.White)
        {
            private const double Margin = 1.25;

            public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
            {
                OxySize size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
                return new OxySize(size.Width * Margin, size.Height * Margin);
            }
        }
    }
}
