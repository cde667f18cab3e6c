using Nano.Net.Http;
using Nano.Net.Telemetry;

namespace OwnPage;

/// <summary>
/// A tank that fills, with a card of its own on the dashboard: a route, a script as a static asset, and the name of the script in
/// the options. That is all; the same lines run on a board.
/// </summary>
internal sealed class Tank
{
    // Runs in the browser. "nano" is the page's: card(title) adds a card, onSample(f) calls f with each sample, reading(name) is a
    // reading's latest value, and call(path, options) is a fetch that logs in where the device asks for it.
    private const string Script = """
        const card = nano.card('Tank'), meter = card.appendChild(document.createElement('meter')), button = card.appendChild(document.createElement('button'));
        meter.max = 100;
        meter.setAttribute('aria-label', 'Level in percent');
        button.textContent = 'Empty it';
        button.onclick = () => nano.call('tank/empty', {method: 'POST', body: ''});
        nano.onSample(() => { meter.value = nano.reading('level_percent'); });

        """;

    private int level;

    /// <summary>Adds the tank's reading, its route and its card.</summary>
    public Tank(HttpServer http, ReadingRegistry registry, TelemetryOptions options)
    {
        registry.AddGauge("level_percent", "%", "Level", 0, () => level = level < 100 ? level + 1 : 0);
        http.Map(HttpMethods.Post, "/tank/empty", (_, response) =>
        {
            level = 0;
            response.Write("empty\n");
        });
        http.Map(HttpMethods.Get, "/tank.js", new StaticAsset("text/javascript", Script).Answer);
        options.Script = "/tank.js";
    }
}
