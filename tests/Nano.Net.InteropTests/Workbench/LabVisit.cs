using Microsoft.Playwright;

namespace Nano.Net.InteropTests.Workbench
{
    /// <summary>An open page of the lab, and what it has to complain about.</summary>
    internal sealed class LabVisit : IAsyncDisposable
    {
        private readonly IBrowserContext context;
        private readonly List<string> complaints = [];

        internal LabVisit(IBrowserContext context, IPage page)
        {
            this.context = context;
            Page = page;
            page.PageError += (_, error) => Note(error);
            page.Console += (_, message) =>
            {
                if (message.Type == "error")
                {
                    Note(message.Text);
                }
            };
        }

        internal IPage Page { get; }

        /// <summary>Errors of the page.</summary>
        internal string[] Complaints
        {
            get
            {
                lock (complaints)
                {
                    return [.. complaints];
                }
            }
        }

        /// <summary>How many segments the page knows of.</summary>
        internal Task<int> SegmentsAsync() => Page.EvaluateAsync<int>("() => lab.model.segs.length");

        /// <summary>The state of a host's connection, as the page has it lit.</summary>
        internal Task<string> StateAsync(string host, int connection = 1) => Page.EvaluateAsync<string>("([h, c]) => lab.model.state(h, c)", new object[] { host, connection });

        /// <summary>Waits until an expression about the page is true.</summary>
        internal Task UntilAsync(string expression) => Page.WaitForFunctionAsync("() => " + expression);

        /// <summary>Waits until the step that goes on has ended.</summary>
        internal Task SettledAsync() => UntilAsync("!lab.app.isBusy()");

        /// <summary>Lets virtual time pass as fast as it can.</summary>
        internal async Task RunAsync(int milliseconds)
        {
            await Page.EvaluateAsync("ms => lab.app.runFor(lab.model.t / 1000 + ms, 100)", milliseconds);
            await SettledAsync();
        }

        /// <summary>Keeps a picture of the page where the environment asks for pictures.</summary>
        internal async Task PictureAsync(string name)
        {
            if (Environment.GetEnvironmentVariable("LAB_PICTURES") is { } folder)
            {
                await Page.WaitForTimeoutAsync(300);
                await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
            }
        }

        private void Note(string complaint)
        {
            lock (complaints)
            {
                complaints.Add(complaint);
            }
        }

        /// <inheritdoc/>
        public async ValueTask DisposeAsync() => await context.DisposeAsync();
    }
}
